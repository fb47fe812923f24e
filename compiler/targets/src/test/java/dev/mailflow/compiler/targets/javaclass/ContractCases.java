package dev.mailflow.compiler.targets.javaclass;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Sentences of the contract with policies and messages, as the files in {@code contract/} write them: {@code === title},
 * a policy, {@code ---}, and then sentences ({@code # …}), each followed by its rows
 * {@code site | client | message [| remote] => verdict [; reply or route]}.
 */
final class ContractCases {
    private ContractCases() {}

    /** A policy and what is said of it. */
    record Group(String title, String policy, List<Row> rows) {
        /** The policy with every row as a {@code test}, so that the language itself reads the messages. */
        String text() {
            StringBuilder text = new StringBuilder(policy);
            for (int i = 0; i < rows.size(); i++) {
                text.append("\ntest \"row ")
                        .append(i)
                        .append('"')
                        .append(rows.get(i).block());
            }
            return text.toString();
        }
    }

    /**
     * @param sentence paraphrase of the contract's
     * @param remote empty: the next hop meets every requirement
     * @param verdict in the words of the language, attribution included
     * @param detail reply or route; empty: not asked
     */
    record Row(
            String sentence, String site, String client, String message, String remote, String verdict, String detail) {
        String title() {
            return sentence + ": " + site + ", " + client + ", " + message + (remote.isEmpty() ? "" : ", " + remote);
        }

        private String block() {
            // That nobody decided can be read off a verdict, but `expect` has no word for it.
            String expected = verdict.replace(" by nobody", "");
            return " at " + site + " {\n  client " + client + "\n  message " + message + "\n"
                    + (remote.isEmpty() ? "" : "  remote " + remote + "\n") + "  expect " + expected + "\n}\n";
        }
    }

    static List<Group> read(String file) {
        List<Group> groups = new ArrayList<>();
        for (String part : ("\n" + resource(file)).split("\n=== ")) {
            if (!part.isBlank()) {
                groups.add(group(part));
            }
        }
        return groups;
    }

    /** A policy that the contract calls an error, on one line below its sentence. */
    record Refused(String sentence, String code, String policy) {}

    static List<Refused> refused(String file) {
        List<Refused> refused = new ArrayList<>();
        List<String> lines = resource(file).lines().toList();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            String[] sides = lines.get(i).substring(1).split("=>", 2);
            refused.add(new Refused(sides[0].strip(), sides[1].strip(), lines.get(i + 1)));
        }
        return refused;
    }

    private static Group group(String part) {
        int end = part.indexOf('\n');
        String[] halves = part.substring(end + 1).split("(?m)^---\n", 2);
        List<Row> rows = new ArrayList<>();
        String sentence = "";
        for (String line : halves[1].lines().filter(l -> !l.isBlank()).toList()) {
            if (line.startsWith("#")) {
                sentence = line.substring(1).strip();
            } else {
                rows.add(row(sentence, line));
            }
        }
        return new Group(part.substring(0, end), halves[0], rows);
    }

    private static Row row(String sentence, String line) {
        String[] sides = line.split("=>", 2);
        String[] given = sides[0].split("\\|", -1);
        String[] wanted = sides[1].split(";", 2);
        return new Row(
                sentence,
                given[0].strip(),
                given[1].strip(),
                given[2].strip(),
                given.length > 3 ? given[3].strip() : "",
                wanted[0].strip(),
                wanted.length > 1 ? wanted[1].strip() : "");
    }

    private static String resource(String file) {
        try (InputStream in =
                Objects.requireNonNull(ContractCases.class.getResourceAsStream("/contract/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
