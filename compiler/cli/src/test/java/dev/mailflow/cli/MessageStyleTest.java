package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds every message of the corpus to {@code compiler/docs/messages.md}, as far as a machine can. */
final class MessageStyleTest {
    private static final Path CORPUS = Path.of("src/test/corpus");

    /** Without the user's text: what stands in backticks counts as one character. */
    private static final int LONGEST_MESSAGE = 110;

    private static final int LONGEST_HELP = 180;

    /** Names that are written with capitals wherever they stand. */
    private static final Pattern CAPITALS =
            Pattern.compile("^(TLS|SMTP|DNS|IPv4|IPv6|Exchange|Postfix|DANE|MTA-STS|RFC|UTF|MX)\\b.*", Pattern.DOTALL);

    /** Words that blame, that belong to the compiler's inside, or that say that something is wrong and not what. */
    private static final Pattern BANNED = Pattern.compile(
            "\\b(invalid|illegal|bad|wrong|malformed|unexpected|syntax|token|parse[dr]?|lexer|AST|null|exception"
                    + "|failed|failure|fatal|please|sorry|oops|simply|just|obviously|you|your|user|string|regex"
                    + "|identifier|literal|enum|boolean|integer)\\b");

    private static final Pattern DID_YOU_MEAN = Pattern.compile("did you mean `([^`]+)`\\?");
    private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");

    /** Cases whose author made the same mistake at several places: each place has its message and its fix. */
    private static final Map<String, Integer> SEVERAL = Map.ofEntries(
            Map.entry("mistake-capital-endpoint", 2),
            Map.entry("mistake-capital-keywords", 5),
            Map.entry("mistake-double-braces", 2),
            Map.entry("mistake-equals-after-property", 2),
            Map.entry("mistake-full-width-brace", 2),
            Map.entry("mistake-import-of-nothing-near", 2),
            Map.entry("mistake-network-with-port", 2),
            Map.entry("mistake-no-break-spaces-everywhere", 4),
            Map.entry("mistake-semicolons", 2),
            Map.entry("mistake-single-quoted-domain", 2),
            Map.entry("mistake-slash-comments", 2),
            Map.entry("mistake-terraform-block", 3));

    private record Told(String where, Diagnostic diagnostic) {
        String message() {
            return diagnostic.message();
        }

        String help() {
            return diagnostic.help().orElse("");
        }
    }

    private static List<Told> all() throws IOException {
        List<Told> told = new ArrayList<>();
        try (Stream<Path> folders = Files.list(CORPUS)) {
            for (Path folder : folders.sorted().toList()) {
                Path input = folder.resolve("input.mailflow");
                if (Files.exists(input)) {
                    Mistakes.diagnostics(folder, Mistakes.text(input)).stream()
                            .map(diagnostic -> new Told(folder.getFileName() + " " + diagnostic, diagnostic))
                            .forEach(told::add);
                }
            }
        }
        assertThat(told).as("messages of the corpus").hasSizeGreaterThan(400);
        return told;
    }

    /** Fails with all that break the rule, not with the first. */
    private static void hold(String rule, BiConsumer<Told, List<String>> check) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Told told : all()) {
            List<String> complaints = new ArrayList<>();
            check.accept(told, complaints);
            complaints.forEach(complaint -> broken.add(complaint + "    " + told.where()));
        }
        assertThat(broken).as(rule).isEmpty();
    }

    @Test
    void aMessageBeginsSmallAndEndsWithoutAStop() throws IOException {
        hold("lower case start, no final stop", (told, broken) -> {
            for (String text : List.of(told.message(), told.help())) {
                boolean capital = !text.isEmpty()
                        && Character.isUpperCase(text.charAt(0))
                        && !CAPITALS.matcher(text).matches();
                boolean stop = text.endsWith(".") || text.endsWith("!") || text.endsWith(":") || text.endsWith(";");
                boolean question =
                        text.endsWith("?") && !DID_YOU_MEAN.matcher(text).find();
                if (capital || stop || question || !text.equals(text.strip()) || text.contains("  ")) {
                    broken.add(text);
                }
            }
        });
    }

    @Test
    void everyMessageHasAWayOut() throws IOException {
        hold("help present", (told, broken) -> {
            if (told.help().isEmpty()) {
                broken.add(told.message());
            }
        });
    }

    @Test
    void helpSaysSomethingElse() throws IOException {
        hold("the help does not repeat the message", (told, broken) -> {
            if (told.help().equals(told.message())) {
                broken.add(told.message());
            }
        });
    }

    @Test
    void backticksCloseAndHoldTheUsersText() throws IOException {
        hold("backticks in pairs", (told, broken) -> {
            boolean quoted = told.diagnostic().primary().span().text().contains("`");
            for (String text : List.of(told.message(), told.help())) {
                if (!quoted && text.chars().filter(c -> c == '`').count() % 2 != 0) {
                    broken.add(text);
                }
            }
            String bare = QUOTED.matcher(told.message()).replaceAll("");
            if (!quoted && (bare.indexOf('"') >= 0 || bare.matches(".*\\s'[^']+'.*"))) {
                broken.add(told.message());
            }
        });
    }

    @Test
    void noLineIsLong() throws IOException {
        hold("length", (told, broken) -> {
            if (QUOTED.matcher(told.message()).replaceAll("x").length() > LONGEST_MESSAGE) {
                broken.add(told.message());
            }
            if (QUOTED.matcher(told.help()).replaceAll("x").length() > LONGEST_HELP) {
                broken.add(told.help());
            }
        });
    }

    @Test
    void noWordBlamesOrSpeaksOfTheCompilersInside() throws IOException {
        hold("banned words", (told, broken) -> {
            for (String text : List.of(told.message(), told.help())) {
                String bare = QUOTED.matcher(text).replaceAll("x").replace("did you mean", "");
                Matcher matcher = BANNED.matcher(bare);
                if (matcher.find()) {
                    broken.add(matcher.group() + ": " + text);
                }
            }
        });
    }

    @Test
    void suggestionsAreNear() throws IOException {
        hold("a suggestion is within a third of the word", (told, broken) -> {
            Matcher matcher = DID_YOU_MEAN.matcher(told.help());
            while (matcher.find()) {
                String found = matcher.group(1);
                List<String> candidates = new ArrayList<>();
                QUOTED.matcher(told.message()).results().forEach(result -> candidates.add(result.group(1)));
                candidates.add(told.diagnostic().primary().span().text());
                boolean near = candidates.stream()
                        .flatMap(word -> Stream.of(word, word.replace("${", "").replace("}", ""), afterDot(word)))
                        .anyMatch(word -> found.contains(word)
                                || Suggestions.nearest(word, List.of(found)).isPresent());
                if (!near) {
                    broken.add(told.message() + " | " + told.help());
                }
            }
        });
    }

    private static String afterDot(String word) {
        return word.substring(word.lastIndexOf('.') + 1).replace("}", "");
    }

    @Test
    void aFixIsNamedInTheImperative() throws IOException {
        hold("titles of fixes", (told, broken) -> {
            for (Fix fix : told.diagnostic().fixes()) {
                boolean good = fix.title()
                        .matches("(add|close|delete|insert|keep|leave|open|put|remove|replace|use|write) .*[^.!]"
                                + "|(add|close|delete|remove) it");
                if (!good) {
                    broken.add(fix.title());
                }
            }
        });
    }

    @Test
    void aFixWritesWhatItsTitleNames() throws IOException {
        Pattern named = Pattern.compile("(?:replace by|insert|add) `(.*)`");
        hold("titles and replacements", (told, broken) -> {
            for (Fix fix : told.diagnostic().fixes()) {
                // A file's name is written in quotes.
                Matcher title = named.matcher(fix.title());
                String with = fix.with().strip();
                boolean good = title.matches()
                        ? List.of(title.group(1), '"' + title.group(1) + '"').contains(with)
                        : !fix.title().equals("remove it") || with.isEmpty();
                if (!good) {
                    broken.add(fix.title() + " | " + fix.with());
                }
            }
        });
    }

    @Test
    void oneMistakeOneMessage() throws IOException {
        Map<String, Integer> several = new TreeMap<>();
        for (Path folder : Mistakes.folders()) {
            int count = Mistakes.diagnostics(folder, Mistakes.text(folder.resolve("input.mailflow")))
                    .size();
            assertThat(count).as(folder.toString()).isPositive();
            if (count > 1) {
                several.put(folder.getFileName().toString(), count);
            }
        }
        assertThat(several).as("mistakes with more than one message").containsExactlyInAnyOrderEntriesOf(SEVERAL);
    }
}
