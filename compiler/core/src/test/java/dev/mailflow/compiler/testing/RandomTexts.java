package dev.mailflow.compiler.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Files that are written well and laid out wildly: every construct of the grammar, between the words any white space and
 * comments, lines ended in any way. What they say makes no sense.
 */
public final class RandomTexts {
    private final Random random;
    private final List<String> words = new ArrayList<>();

    private RandomTexts(Random random) {
        this.random = random;
    }

    public static String policy(Random random) {
        RandomTexts texts = new RandomTexts(random);
        texts.times(0, 8, () -> texts.declaration(0));
        return texts.laidOut();
    }

    private void declaration(int depth) {
        switch (random.nextInt(depth < 3 ? 11 : 10)) {
            case 0 -> put("language", "1");
            case 1 -> put("import", string());
            case 2 -> {
                put("organization");
                maybe(this::name);
                put("{");
                times(0, 4, this::property);
                put("}");
            }
            case 3, 4 -> {
                put("endpoint");
                name();
                put(":", pick("partner", "server", "device", "exchange-online"));
                maybe(() -> {
                    put("{");
                    times(0, 3, this::property);
                    put("}");
                });
            }
            case 5 -> {
                put(pick("networks", "domains"));
                name();
                put("=");
                items();
            }
            case 6, 7 -> connector();
            case 8 -> test();
            case 9 -> claim();
            default -> {
                put("for", "each");
                name();
                put("in", string(), "{");
                times(0, 3, () -> declaration(depth + 1));
                put("}");
            }
        }
    }

    private void property() {
        switch (random.nextInt(4)) {
            case 0 -> {
                put("relay", "domains");
                items();
            }
            case 1 -> put("software", "exchange", "2019");
            case 2 -> put("description", string());
            default -> {
                put(pick("domains", "hosts", "networks", "cert", "mailboxes", "hop-limit", "tenant"));
                items();
            }
        }
    }

    private void connector() {
        maybe(() -> {
            put("connector");
            name();
        });
        put("from");
        name();
        put("to");
        name();
        times(0, 4, this::clause);
    }

    private void clause() {
        switch (random.nextInt(7)) {
            case 0 -> {
                put("when");
                times(1, 3, this::criterion);
            }
            case 1, 2 -> {
                put("require");
                times(1, 4, this::requirement);
            }
            case 3 -> {
                put("via");
                items();
            }
            case 4 -> put("otherwise", "reject", "550", "5.7.1", string());
            case 5 -> put("description", string());
            default ->
                put(pick("may relay", "no relay", "centralized", "disabled", "mta-sts off", "keep headers")
                        .split(" "));
        }
    }

    private void criterion() {
        if (random.nextInt(4) == 0) {
            put("header", "X-Spam", string(), ",", string());
        } else {
            put(pick("sender", "recipient", "cert", "network"));
            items();
        }
    }

    private void requirement() {
        switch (random.nextInt(4)) {
            case 0 -> put("tls", "1.2");
            case 1 -> put("size", "10MiB");
            case 2 -> {
                put("client", "cert");
                items();
            }
            default -> {
                put(pick("cert", "network", "sender", "recipient"));
                items();
            }
        }
    }

    private void test() {
        put("test", string(), "at");
        name();
        put("{", "client", "192.0.2.1");
        maybe(() -> put("tls", "1.3"));
        maybe(() -> put("cert", "a.example", "b.example", ",", "c.example"));
        put("message", "a@a.example", "->", "b@b.example");
        maybe(() -> put("size", "1MiB"));
        maybe(() -> put("remote", "no", "tls"));
        put("expect", "reject", "tls-required");
        maybe(() -> put("by", "internet"));
        put("}");
    }

    private void claim() {
        put("assert", pick("every", "no"), "message");
        maybe(() -> put("from", "internet"));
        maybe(() -> put("to", "bank"));
        maybe(() -> {
            put("when");
            times(1, 3, this::criterion);
        });
        put(pick("reaches internet", "is delivered", "leaves with tls 1.2 cert a.example")
                .split(" "));
    }

    private void items() {
        item();
        times(0, random.nextInt(6) == 0 ? 12 : 2, () -> {
            put(",");
            item();
        });
    }

    private void item() {
        if (random.nextInt(8) == 0) {
            put("from", string(), "column", "c");
        } else {
            put(pick("a.example", "*.b.example", "192.0.2.0/24", "[2001:db8::1]:25", "${row.name}.example", "<>", "*"));
        }
    }

    private void name() {
        put(pick("bank", "office365", "a-name-that-goes-on-for-far-longer-than-others", "x", "${row.id}", "partner-7"));
    }

    private String string() {
        return pick("\"a.csv\"", "\"one # two\"", "\"quoted \\\" sign\"", "\"\"", "\"grüße\"");
    }

    private void put(String... more) {
        words.addAll(List.of(more));
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }

    private void maybe(Runnable part) {
        if (random.nextBoolean()) {
            part.run();
        }
    }

    private void times(int least, int most, Runnable part) {
        int times = least + random.nextInt(most - least + 1);
        for (int i = 0; i < times; i++) {
            part.run();
        }
    }

    private String laidOut() {
        String lineEnd = pick("\n", "\n", "\r\n", "\r");
        boolean calm = random.nextBoolean();
        Supplier<String> gap = () -> switch (random.nextInt(calm ? 40 : 12)) {
            case 0 -> "  # a comment" + lineEnd;
            case 1 -> lineEnd + "# a line" + lineEnd + lineEnd + "#two" + lineEnd;
            case 2 -> lineEnd + lineEnd + lineEnd;
            case 3 -> " #" + lineEnd + "# next  " + lineEnd;
            case 4, 5 -> lineEnd;
            case 6 -> "\t ";
            default -> " ";
        };
        StringBuilder text = new StringBuilder(random.nextInt(9) == 0 ? "\uFEFF" : "");
        for (String word : words) {
            text.append(gap.get()).append(word);
        }
        return text + (random.nextBoolean() ? gap.get() : "");
    }
}
