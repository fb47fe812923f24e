package dev.mailflow.relay.smtp;

import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a message's octets on their way to the queue: counts them, and remembers the first thing that made the message bad.
 * From then on nothing is kept, but everything is still taken, so that the session stays in step.
 */
final class MessageSink {
    private static final Logger LOG = LoggerFactory.getLogger(MessageSink.class);

    private final OutputStream out;
    private final long limit;
    private DataReader.Fault fault = DataReader.Fault.NONE;
    private long size;
    private boolean eightBit;

    /** @param limit octets; one more is a fault */
    MessageSink(OutputStream out, long limit) {
        this.out = out;
        this.limit = limit;
    }

    void write(byte[] octets, int from, int length) {
        size += length;
        if (size > limit) {
            fail(DataReader.Fault.TOO_LARGE);
        }
        if (fault != DataReader.Fault.NONE) {
            return;
        }
        try {
            out.write(octets, from, length);
        } catch (IOException e) {
            // The disk's trouble, not the connection's: the client gets an answer at the end.
            LOG.error("event=content-error reason=\"{}\"", e.toString());
            fail(DataReader.Fault.NOT_STORED);
        }
    }

    void fail(DataReader.Fault which) {
        if (fault == DataReader.Fault.NONE) {
            fault = which;
        }
    }

    void sawEightBit() {
        eightBit = true;
    }

    DataReader.Fault fault() {
        return fault;
    }

    DataReader.Result result() {
        return new DataReader.Result(fault, size, eightBit);
    }

    /** Whatever else was wrong: nobody is there to be told. */
    DataReader.Result cutOff() {
        return new DataReader.Result(DataReader.Fault.CUT_OFF, size, eightBit);
    }
}
