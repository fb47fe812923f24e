package dev.mailflow.relay.smtp;

import dev.mailflow.relay.mail.ContentWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message while it is received, by DATA or in chunks, from its first octet to the reply. */
final class IncomingMessage {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingMessage.class);

    private final Reception reception;
    private final Peer peer;
    private final MailTransaction transaction;
    private final ContentWriter writer;
    /** Into the writer, behind our Received field. */
    private final FirstLine text;

    private final int trace;
    private @Nullable MessageSink sink;
    private @Nullable ChunkReader chunks;

    private IncomingMessage(
            Reception reception, Peer peer, MailTransaction transaction, ContentWriter writer, int trace) {
        this.reception = reception;
        this.peer = peer;
        this.transaction = transaction;
        this.writer = writer;
        this.text = new FirstLine(writer);
        this.trace = trace;
    }

    static IncomingMessage begin(Reception reception, Peer peer, MailTransaction transaction) throws IOException {
        ContentWriter writer = reception.queue().newContent(transaction.id());
        byte[] trace = TraceField.of(
                        peer,
                        transaction,
                        reception.configuration().hostName(),
                        reception.clock().instant())
                .getBytes(StandardCharsets.UTF_8);
        writer.write(trace, 0, trace.length);
        return new IncomingMessage(reception, peer, transaction, writer, trace.length);
    }

    DataReader.Result readData(SmtpInput input) throws IOException {
        return new DataReader(input, text, limit()).read();
    }

    /** False if the peer closed within it. */
    boolean readChunk(SmtpInput input, long octets) throws IOException {
        MessageSink into = sink == null ? new MessageSink(text, limit()) : sink;
        ChunkReader reader = chunks == null ? new ChunkReader(input, into) : chunks;
        sink = into;
        chunks = reader;
        return reader.read(octets);
    }

    /**
     * The reply to a chunk that is not the last. What is wrong with the text is told at the end of the message, as after
     * DATA; that it is too large at once, to spare the client the rest.
     */
    SmtpReply soFar(long octets) {
        return sink != null && sink.fault() == DataReader.Fault.TOO_LARGE
                ? reply(DataReader.Fault.TOO_LARGE)
                : SmtpReply.of(250, "2.0.0", octets + " octets taken");
    }

    DataReader.Result endOfChunks() {
        ChunkReader reader = chunks;
        if (reader == null) {
            throw new IllegalStateException("no chunk was read");
        }
        return reader.end();
    }

    SmtpReply cutOff() {
        return refused(sink == null ? new DataReader.Result(DataReader.Fault.CUT_OFF, 0, false) : sink.cutOff());
    }

    /** Hands a good message over, and drops a bad one. */
    SmtpReply conclude(DataReader.Result result) throws IOException {
        if (result.fault() == DataReader.Fault.NONE) {
            return reception.intake().take(peer, transaction, writer, trace, result);
        }
        discard();
        return refused(result);
    }

    private SmtpReply refused(DataReader.Result result) {
        reception.metrics().refused(word(result.fault()));
        return reception
                .intake()
                .refused(peer, transaction, result.size(), reply(result.fault()), reason(result.fault()));
    }

    /** For who reads the log; the client is told by the reply. */
    private String reason(DataReader.Fault fault) {
        return fault == DataReader.Fault.TOO_LARGE
                ? tooLarge(limit())
                : word(fault).replace('_', '-');
    }

    /** As metrics count it. */
    static String word(DataReader.Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT);
    }

    static String tooLarge(long limit) {
        return "larger than limits.messageSize (" + limit + " octets)";
    }

    private static SmtpReply reply(DataReader.Fault fault) {
        return switch (fault) {
            case BARE_NEWLINE -> SmtpReply.of(550, "5.5.2", "bare CR or LF refused; a line ends with CRLF");
            case NUL -> SmtpReply.of(554, "5.6.0", "NUL refused");
            case TOO_LARGE -> SmtpReply.of(552, "5.3.4", "message too large");
            case NOT_STORED -> SmtpReply.of(451, "4.3.0", "the message cannot be stored now; try again later");
            case NONE, CUT_OFF -> SmtpReply.of(451, "4.4.2", "the message was cut off before its end");
        };
    }

    void discard() {
        try {
            writer.discard();
        } catch (IOException e) {
            LOG.warn("event=content-left id={} reason=\"{}\"", transaction.id(), e.toString());
        }
    }

    private long limit() {
        return reception.configuration().limits().messageSize();
    }
}
