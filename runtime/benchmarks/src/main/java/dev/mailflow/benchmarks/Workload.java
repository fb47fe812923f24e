package dev.mailflow.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A policy of so many connectors and the messages that ask it: 80 % from a known partner by Zipf's law, 20 % from unknown
 * names, half of those below a domain that is meant exactly; one in twenty of the known without TLS, one in twenty from a
 * foreign network; a quarter in mixed case. The same for all engines.
 */
final class Workload {
    static final int QUERIES = 1 << 14;

    final List<Partner> senders = new ArrayList<>();
    final List<Partner> recipients = new ArrayList<>();
    final Query[] queries = new Query[QUERIES];

    private Workload() {}

    /** All connectors lead here; the recipient is nobody's, so that a decision is over when the source is judged. */
    static Workload inbound(int connectors) {
        Workload workload = new Workload();
        for (int i = 0; i < connectors; i++) {
            workload.senders.add(Partner.of(i, ""));
        }
        workload.ask();
        return workload;
    }

    /** Half of the connectors lead here, half away to recipients of relay domains. */
    static Workload whole(int connectors) {
        Workload workload = new Workload();
        for (int i = 0; i < connectors / 2; i++) {
            workload.senders.add(Partner.of(i, ""));
            workload.recipients.add(Partner.of(i, "r"));
        }
        workload.ask();
        return workload;
    }

    String policy() {
        StringBuilder text = new StringBuilder("""
                language 1
                organization { domains contoso.com relay domains .cust.contoso.com direct-send refuse }
                endpoint hub : server { hosts hub.contoso.com cert hub.contoso.com }
                """);
        for (Partner p : senders) {
            text.append("endpoint p").append(p.number()).append(" : partner { domains ");
            text.append(p.suffix() ? "." : "").append(p.domain()).append(" }\n");
            text.append("connector in").append(p.number()).append(" from p").append(p.number());
            text.append(" to hub require tls 1.2 cert ").append(p.certificate());
            text.append(" network ").append(p.network()).append('\n');
        }
        for (Partner p : recipients) {
            text.append("endpoint s")
                    .append(p.number())
                    .append(" : service { hosts mx.")
                    .append(p.domain());
            text.append(" cert mx.").append(p.domain()).append(" }\n");
            text.append("connector out")
                    .append(p.number())
                    .append(" from hub to s")
                    .append(p.number());
            text.append(" when recipient ").append(p.suffix() ? "." : "").append(p.domain());
            text.append(".cust.contoso.com require tls\n");
        }
        return text.toString();
    }

    private void ask() {
        Random random = new Random(42);
        Zipf zipf = new Zipf(senders.size());
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        // Of each query where its parts begin, and at last where it ends.
        int[][] parts = new int[QUERIES][5];
        boolean[] tls = new boolean[QUERIES];
        for (int i = 0; i < QUERIES; i++) {
            Partner from = senders.get(zipf.next(random));
            byte[] sender = octets(mixed("some.clerk@" + sender(from, zipf, random), random));
            byte[] client = client(from, random);
            byte[] recipient = octets(recipient(zipf, random));
            tls[i] = random.nextInt(20) != 0;
            byte[][] written = {client, sender, recipient, octets(from.certificate())};
            for (int part = 0; part < written.length; part++) {
                parts[i][part] = wire.size();
                wire.writeBytes(written[part]);
            }
            parts[i][written.length] = wire.size();
        }
        byte[] all = wire.toByteArray();
        for (int i = 0; i < QUERIES; i++) {
            int[] at = parts[i];
            queries[i] = new Query(all, at[0], at[1], at[2], at[3], at[4], tls[i]);
        }
    }

    private String sender(Partner from, Zipf zipf, Random random) {
        String domain =
                from.suffix() && random.nextBoolean() ? "mx" + random.nextInt(9) + "." + from.domain() : from.domain();
        if (random.nextInt(10) >= 2) {
            return domain;
        }
        return random.nextBoolean()
                ? "x" + domain
                : "nobody." + plain(zipf, random).domain();
    }

    private static byte[] client(Partner from, Random random) {
        byte[] client = from.base().clone();
        client[client.length - 1] += (byte) (1 + random.nextInt(14));
        if (random.nextInt(20) == 0) {
            client[client.length == 4 ? 2 : 7] ^= 1;
        }
        return client;
    }

    private String recipient(Zipf zipf, Random random) {
        if (recipients.isEmpty()) {
            return "bob@elsewhere.invalid";
        }
        Partner to = recipients.get(zipf.next(random));
        String below = to.suffix() && random.nextBoolean() ? "dept" + random.nextInt(9) + "." : "";
        return mixed("john.doe@" + below + to.domain() + ".cust.contoso.com", random);
    }

    private Partner plain(Zipf zipf, Random random) {
        Partner partner;
        do {
            partner = senders.get(zipf.next(random));
        } while (partner.suffix());
        return partner;
    }

    private static String mixed(String text, Random random) {
        if (random.nextInt(4) != 0) {
            return text;
        }
        StringBuilder mixed = new StringBuilder(text);
        for (int i = 0; i < mixed.length(); i++) {
            if (random.nextInt(3) == 0) {
                mixed.setCharAt(i, Character.toUpperCase(mixed.charAt(i)));
            }
        }
        return mixed.toString();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Ranks by Zipf's law of exponent 1, spread over the connectors. */
    private static final class Zipf {
        private final double[] sums;

        Zipf(int size) {
            sums = new double[size];
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += 1.0 / (i + 1);
                sums[i] = sum;
            }
        }

        int next(Random random) {
            double wanted = random.nextDouble() * sums[sums.length - 1];
            int low = 0;
            int high = sums.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sums[middle] < wanted) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return (int) (low * 7919L % sums.length);
        }
    }
}
