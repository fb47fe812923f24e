package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What connectors are and what they ask. A connector is a record of numbers (4 octets each) and the rows behind it; a row is,
 * for each question, an octet for the question and what it is asked about, with an {@link #END} behind the last, or all that
 * most connectors ask in one. Groups of a few names or networks stand in the row; larger ones are tables beside it.
 */
final class Conditions {
    static final int END = 0;
    private static final int TLS = 1;
    private static final int TLS_VERSION = 2;
    private static final int CERTIFICATE = 3;
    private static final int NETWORK = 4;
    private static final int MANY_CERTIFICATES = 5;
    private static final int MANY_NETWORKS = 6;
    private static final int AUTH = 7;
    private static final int SENDER = 8;
    private static final int RECIPIENT = 9;
    private static final int SIZE = 10;
    private static final int ONE_CERTIFICATE = 11;
    private static final int HEADER = 12;
    /** All of a row in one, of what nearly every connector asks: TLS, one certificate, one network. */
    private static final int USUAL = 13;

    private static final int FEW = 4;

    /** Characters of a certificate pattern (each at most three octets) whose length surely fits into an octet. */
    private static final int LONGEST_ALONE = 85;

    private static final int V6 = 0x40;
    private static final int NO_NETWORK = 0xFF;

    private static final Reason[] REASONS = {
        Reason.LOOP,
        Reason.TLS_REQUIRED,
        Reason.TLS_VERSION,
        Reason.CERT_MISMATCH,
        Reason.NETWORK_NOT_ALLOWED,
        Reason.CERT_MISMATCH,
        Reason.NETWORK_NOT_ALLOWED,
        Reason.AUTH_REQUIRED,
        Reason.SENDER_NOT_ALLOWED,
        Reason.RECIPIENT_NOT_ALLOWED,
        Reason.SIZE_EXCEEDED,
        Reason.CERT_MISMATCH,
    };

    private final byte[] rows;
    private final CertificateSet[] certificateSets;
    private final NetworkSet[] networkSets;
    private final HeaderTest[] headers;
    private final DomainTrie patterns;

    private Conditions(Builder builder, DomainTrie patterns) {
        this.rows = Arrays.copyOf(builder.rows, builder.end + Octets.ROOM);
        this.certificateSets = builder.certificateSets.toArray(new CertificateSet[0]);
        this.networkSets = builder.networkSets.toArray(new NetworkSet[0]);
        this.headers = builder.headers.toArray(new HeaderTest[0]);
        this.patterns = patterns;
    }

    /** A number of a record. */
    int number(int record, int field) {
        return Octets.four(rows, record + 4 * field);
    }

    /** Why a requirement that {@link #failing} found is not met. */
    static Reason reason(int question) {
        return REASONS[question];
    }

    /** The first question of a row that is answered with no, or {@link #END}. */
    int failing(int row, Transaction transaction, long at) {
        Facts facts = transaction.facts();
        return rows[row] == USUAL ? failingOfUsual(row + 1, facts) : failingOfAny(row, facts, at);
    }

    private int failingOfAny(int row, Facts facts, long at) {
        int next = row;
        for (; ; ) {
            int question = rows[next++];
            boolean holds;
            switch (question) {
                case END -> {
                    return END;
                }
                case TLS -> holds = facts.tls.isProtected();
                case TLS_VERSION -> holds = facts.tls.ordinal() >= rows[next++];
                case ONE_CERTIFICATE -> {
                    int length = rows[next++] & 0xFF;
                    holds = isCovered(facts, next, length);
                    next += length;
                }
                case CERTIFICATE -> {
                    holds = hasCertificate(facts, next);
                    next += 2 + two(next);
                }
                case NETWORK -> {
                    holds = isInNetwork(facts, next);
                    next += 1 + rows[next];
                }
                case MANY_CERTIFICATES -> {
                    holds = certificateSets[Octets.four(rows, next)].containsAny(facts);
                    next += 4;
                }
                case MANY_NETWORKS -> {
                    holds = networkSets[Octets.four(rows, next)].contains(facts.clientHigh, facts.clientLow);
                    next += 4;
                }
                case AUTH -> holds = facts.user != null;
                case SENDER -> {
                    Name sender = facts.sender == null ? null : facts.sender.name();
                    holds = patterns.matches(Octets.four(rows, next), sender, Places.sender(at));
                    next += 4;
                }
                case RECIPIENT -> {
                    holds = patterns.matches(Octets.four(rows, next), facts.recipient.name(), Places.recipient(at));
                    next += 4;
                }
                case SIZE -> {
                    holds = facts.size <= Octets.eight(rows, next);
                    next += 8;
                }
                default -> {
                    holds = headers[Octets.four(rows, next)].holds(facts.headers);
                    next += 4;
                }
            }
            if (!holds) {
                return question;
            }
        }
    }

    /** Octets: least TLS, prefix of the network (and whether it is of IPv6), length of the certificate; certificate, network. */
    private int failingOfUsual(int row, Facts facts) {
        int tls = facts.tls.ordinal();
        if (tls < rows[row]) {
            return tls == 0 ? TLS : TLS_VERSION;
        }
        int length = rows[row + 2] & 0xFF;
        if (length != 0 && !isCovered(facts, row + 3, length)) {
            return ONE_CERTIFICATE;
        }
        int prefix = rows[row + 1] & 0xFF;
        return prefix == NO_NETWORK || isInNetwork(facts, prefix, row + 3 + length) ? END : NETWORK;
    }

    private int two(int offset) {
        return rows[offset] & 0xFF | (rows[offset + 1] & 0xFF) << 8;
    }

    /** Two octets of length, then for each pattern two of its length and its text. */
    private boolean hasCertificate(Facts facts, int row) {
        int end = row + 2 + two(row);
        for (int pattern = row + 2; pattern < end; pattern += 2 + two(pattern)) {
            if (isCovered(facts, pattern + 2, two(pattern))) {
                return true;
            }
        }
        return false;
    }

    /** Nearly every certificate has one name: the loop over further ones stands apart, so that the JVM takes this into its caller. */
    private boolean isCovered(Facts facts, int pattern, int length) {
        return facts.certificates != 0
                && (facts.certificateNames[0].isCovered(rows, pattern, length)
                        || facts.certificates > 1 && isCoveredByOther(facts, pattern, length));
    }

    private boolean isCoveredByOther(Facts facts, int pattern, int length) {
        for (int i = 1; i < facts.certificates; i++) {
            if (facts.certificateNames[i].isCovered(rows, pattern, length)) {
                return true;
            }
        }
        return false;
    }

    /** An octet of length, then for each network its prefix (and whether it is of IPv6) and 4 or 16 octets. */
    private boolean isInNetwork(Facts facts, int row) {
        int end = row + 1 + rows[row];
        for (int network = row + 1; network < end; ) {
            int prefix = rows[network++] & 0xFF;
            if (isInNetwork(facts, prefix, network)) {
                return true;
            }
            network += octets(prefix);
        }
        return false;
    }

    private boolean isInNetwork(Facts facts, int prefix, int base) {
        if (prefix < V6) {
            long low = IpAddress.MAPPED | Octets.four(rows, base) & 0xFFFF_FFFFL;
            return facts.clientHigh == 0 && (facts.clientLow ^ low) >>> 32 - prefix == 0;
        }
        int bits = prefix - V6;
        return !IpAddress.isV4(facts.clientHigh, facts.clientLow)
                && IpAddress.truncatedHigh(facts.clientHigh, bits) == Octets.eight(rows, base)
                && IpAddress.truncatedLow(facts.clientLow, bits) == Octets.eight(rows, base + 8);
    }

    private static int octets(int prefix) {
        return prefix < V6 ? 4 : 16;
    }

    /** Writes rows one behind the other. */
    static final class Builder {
        private byte[] rows = new byte[1024];
        private int end;
        /** Where the row began that is being written. */
        private int start;

        private final List<CertificateSet> certificateSets = new ArrayList<>();
        private final List<NetworkSet> networkSets = new ArrayList<>();
        private final List<HeaderTest> headers = new ArrayList<>();

        /** Where the next row will begin. */
        int next() {
            return end;
        }

        /** Begins a record of so many numbers. */
        int begin(int numbers) {
            int record = end;
            for (int i = 0; i < numbers; i++) {
                four(0);
            }
            start = end;
            return record;
        }

        int number(int record, int field) {
            return Octets.four(rows, record + 4 * field);
        }

        void number(int record, int field, int value) {
            Octets.four(rows, record + 4 * field, value);
        }

        /** Makes room for so many octets. */
        private void reserve(int octets) {
            while (end + octets > rows.length) {
                rows = Arrays.copyOf(rows, 2 * rows.length);
            }
        }

        private void one(int value) {
            reserve(32);
            rows[end++] = (byte) value;
        }

        private void all(byte[] values) {
            reserve(values.length + Octets.ROOM);
            System.arraycopy(values, 0, rows, end, values.length);
            end += values.length;
        }

        private void four(int value) {
            one(0);
            Octets.four(rows, end - 1, value);
            end += 3;
        }

        private void eight(long value) {
            one(0);
            Octets.eight(rows, end - 1, value);
            end += 7;
        }

        void end() {
            if (!isUsual()) {
                one(END);
            }
            start = end;
        }

        /** Writes a row anew that asks for TLS, one certificate and one network at most. */
        private boolean isUsual() {
            int next = start;
            int tls = 0;
            if (next < end && rows[next] == TLS) {
                tls = 1;
                next++;
                if (next < end && rows[next] == TLS_VERSION) {
                    tls = rows[next + 1];
                    next += 2;
                }
            }
            byte[] certificate = {};
            if (next < end && rows[next] == ONE_CERTIFICATE && rows[next + 1] != 0) {
                int length = rows[next + 1] & 0xFF;
                certificate = Arrays.copyOfRange(rows, next + 2, next + 2 + length);
                next += 2 + length;
            }
            int prefix = NO_NETWORK;
            byte[] network = {};
            if (next < end && rows[next] == NETWORK) {
                prefix = rows[next + 2] & 0xFF;
                network = Arrays.copyOfRange(rows, next + 3, next + 3 + octets(prefix));
                next += 3 + network.length;
            }
            if (next != end || next == start) {
                return false;
            }
            end = start;
            one(USUAL);
            one(tls);
            one(prefix);
            one(certificate.length);
            all(certificate);
            all(network);
            return true;
        }

        void tls() {
            one(TLS);
        }

        void tls(TlsVersion minimum) {
            one(TLS_VERSION);
            one(minimum.ordinal());
        }

        void auth() {
            one(AUTH);
        }

        void size(long octets) {
            one(SIZE);
            eight(octets);
        }

        /** One of the patterns of a role. */
        void sender(int role) {
            one(SENDER);
            four(role);
        }

        void recipient(int role) {
            one(RECIPIENT);
            four(role);
        }

        void header(HeaderTest test) {
            one(HEADER);
            four(headers.size());
            headers.add(test);
        }

        void certificates(List<String> patterns) {
            if (patterns.size() > FEW) {
                one(MANY_CERTIFICATES);
                four(certificateSets.size());
                certificateSets.add(new CertificateSet(patterns));
                return;
            }
            if (patterns.size() == 1 && patterns.get(0).length() <= LONGEST_ALONE) {
                // What nearly every connector asks: three octets less than a group.
                byte[] text = patterns.get(0).getBytes(StandardCharsets.UTF_8);
                one(ONE_CERTIFICATE);
                one(text.length);
                all(text);
                return;
            }
            one(CERTIFICATE);
            int length = end;
            one(0);
            one(0);
            for (String pattern : patterns) {
                byte[] text = pattern.getBytes(StandardCharsets.UTF_8);
                one(text.length);
                one(text.length >>> 8);
                all(text);
            }
            rows[length] = (byte) (end - length - 2);
            rows[length + 1] = (byte) (end - length - 2 >>> 8);
        }

        void networks(List<Network> networks) {
            if (networks.size() > FEW) {
                one(MANY_NETWORKS);
                four(networkSets.size());
                networkSets.add(new NetworkSet(networks, new int[networks.size()]));
                return;
            }
            one(NETWORK);
            int length = end;
            one(0);
            for (Network network : networks) {
                if (network.base().isV4()) {
                    one(network.prefix());
                    four((int) network.base().low());
                } else {
                    one(V6 + network.prefix());
                    eight(network.base().high());
                    eight(network.base().low());
                }
            }
            rows[length] = (byte) (end - length - 1);
        }

        Conditions build(DomainTrie patterns) {
            return new Conditions(this, patterns);
        }
    }
}
