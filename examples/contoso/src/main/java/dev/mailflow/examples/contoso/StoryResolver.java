package dev.mailflow.examples.contoso;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The name server of the story's small world: authoritative for everything, on loopback, over UDP. */
final class StoryResolver implements AutoCloseable {
    private static final int TTL_SECONDS = 60;
    private static final int LONGEST_QUERY = 4096;

    private final DatagramSocket socket;
    private final Thread thread;
    private final List<Record> records = new ArrayList<>();

    StoryResolver() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread = new Thread(this::serve, "story-resolver");
        thread.setDaemon(true);
    }

    /** Says that mail for the domain goes to a host, which is on loopback. */
    StoryResolver mailExchanger(String domain, String host) throws TextParseException {
        Name name = Name.fromString(domain + ".");
        Name target = Name.fromString(host + ".");
        records.add(new MXRecord(name, DClass.IN, TTL_SECONDS, 10, target));
        return host(host);
    }

    StoryResolver host(String host) throws TextParseException {
        records.add(new ARecord(Name.fromString(host + "."), DClass.IN, TTL_SECONDS, InetAddress.getLoopbackAddress()));
        return this;
    }

    StoryResolver start() {
        thread.start();
        return this;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[LONGEST_QUERY];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] query = new byte[packet.getLength()];
                System.arraycopy(buffer, 0, query, 0, query.length);
                byte[] answer = answer(new Message(query)).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException ended) {
                // A closed socket ends the loop; a query that is no DNS message gets no answer.
                continue;
            }
        }
    }

    private Message answer(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        if (query.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
            answer.getHeader().setFlag(Flags.RA);
        }
        Record question = query.getQuestion();
        if (question == null) {
            answer.getHeader().setRcode(Rcode.FORMERR);
            return answer;
        }
        answer.addRecord(question, Section.QUESTION);
        boolean known = false;
        for (Record record : records) {
            if (record.getName().equals(question.getName())) {
                known = true;
                if (record.getType() == question.getType() || question.getType() == Type.ANY) {
                    answer.addRecord(record, Section.ANSWER);
                }
            }
        }
        if (!known) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
