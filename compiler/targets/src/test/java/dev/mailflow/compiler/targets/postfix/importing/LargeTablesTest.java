package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.MailAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists of refused senders of the length that people have; what is made of each row is looked at, not how long it takes. */
class LargeTablesTest {
    private static final int ROWS = 20_000;
    private static final String MAIN =
            "compatibility_level = 3.6\nmyhostname = mx.contoso.com\nmydestination = contoso.com\n"
                    + "relay_domains =\nmynetworks =\nparent_domain_matches_subdomains =\n"
                    + "smtpd_sender_restrictions = check_sender_access TYPE:/etc/s\n";

    /** Every fourth an address, a domain, what is below one, and both. */
    private static String key(int number) {
        String domain = "d" + number / 4 + ".example";
        return switch (number % 4) {
            case 0 -> "u@a" + domain;
            case 1 -> "b" + domain;
            case 2 -> ".c" + domain;
            default -> "b.a" + domain;
        };
    }

    private static Imported imported(String type, String table) {
        return PostfixImport.read(
                new SourceFile("main.cf", MAIN.replace("TYPE", type)), Map.of("s", new SourceFile("s", table)));
    }

    @Test
    void anIndexedTable() {
        Imported imported = imported(
                "hash",
                IntStream.range(0, ROWS)
                        .mapToObj(number -> key(number) + " reject_plaintext_session\n")
                        .collect(Collectors.joining()));
        assertThat(imported.notUnderstood()).isEmpty();
        assertThat(senders(imported))
                .hasSize(ROWS)
                .contains("u@ad0.example", "bd1.example", "*.cd2.example", "b.ad4999.example");
    }

    /** Each sender with words of its own. */
    @Test
    void asManyRepliesAsRows() {
        Imported imported = imported(
                "hash",
                IntStream.range(0, ROWS)
                        .mapToObj(number -> key(number) + " " + (number % 2 == 0 ? "REJECT no " + number : "OK") + "\n")
                        .collect(Collectors.joining()));
        assertThat(imported.notUnderstood())
                .singleElement()
                .satisfies(told -> assertThat(told.message())
                        .startsWith("all mail of senders `u@ad0.example, u@ad1.example, ")
                        .contains("` and " + (ROWS / 2 - 10) + " more is refused"));
    }

    @Test
    void expressions() {
        Imported imported = imported(
                "pcre",
                IntStream.range(0, ROWS)
                        .mapToObj(number -> "/@d" + number + "\\.example$/ reject_plaintext_session\n")
                        .collect(Collectors.joining()));
        assertThat(imported.notUnderstood()).isEmpty();
        assertThat(senders(imported)).hasSize(ROWS).contains("d0.example", "d19999.example");
    }

    /** What the cells find is what the patterns themselves say. */
    @Test
    void patternsThatMeanAnAddressAreFoundWithoutAskingAll() {
        for (String address : List.of("u@x.example", "u@a.b.x.example", "u@b.x.example", "u@example", "v@other.test")) {
            MailAddress mailbox = Values.address(address);
            List<AddressPattern> meaning = AddressPatterns.meaning(Optional.of(mailbox));
            assertThat(meaning).allMatch(pattern -> pattern.matches(mailbox));
            assertThat(meaning).isSortedAccordingTo((one, other) -> other.specificity() - one.specificity());
            for (String written : List.of(
                    "u@x.example",
                    "x.example",
                    ".x.example",
                    "*.x.example",
                    "?.x.example",
                    ".example",
                    "?.example",
                    "*")) {
                AddressPattern pattern = AddressPatterns.ofPolicy(written).orElseThrow();
                assertThat(meaning.contains(pattern))
                        .as("%s %s", address, written)
                        .isEqualTo(pattern.matches(mailbox));
            }
        }
    }

    private static List<String> senders(Imported imported) {
        return Pattern.compile("(?s)when sender\\s+(.*?)\\s+require")
                .matcher(imported.policy())
                .results()
                .flatMap(list -> Stream.of(list.group(1).split(",\\s*")))
                .toList();
    }
}
