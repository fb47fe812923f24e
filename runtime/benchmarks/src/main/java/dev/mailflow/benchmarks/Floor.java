package dev.mailflow.benchmarks;

/** Reads every octet that a decision needs and decides nothing: what is left is the decision's own cost. */
final class Floor {
    private Floor() {}

    static int inbound(Query query) {
        byte[] wire = query.wire();
        int sum = query.tls() ? 1 : 0;
        for (int i = query.client(); i < query.sender(); i++) {
            sum = sum * 31 + wire[i];
        }
        return read(wire, query.certificate(), query.end(), read(wire, query.sender(), query.recipient(), sum));
    }

    static int whole(Query query) {
        return read(query.wire(), query.recipient(), query.certificate(), inbound(query));
    }

    private static int read(byte[] octets, int from, int to, int sum) {
        int value = sum;
        for (int i = to - 1; i >= from; i--) {
            value += octets[i];
        }
        return value;
    }
}
