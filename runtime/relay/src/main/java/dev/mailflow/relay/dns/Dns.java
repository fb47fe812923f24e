package dev.mailflow.relay.dns;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.runtime.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Questions to the DNS, with a cache. */
public final class Dns {
    private static final int TRIES = 2;

    private final Questions questions;

    private Dns(Questions questions) {
        this.questions = questions;
    }

    /** Asks the configured servers, or the system's. */
    public static Dns of(RelayConfiguration.Dns configuration) {
        List<InetSocketAddress> servers = configuration.servers().isEmpty()
                ? ResolverConfig.getCurrentConfig().servers()
                : configuration.servers();
        List<Resolver> each = new ArrayList<>();
        // UDP loses packets: each server is asked twice within its time, in turns with the others.
        Duration once = configuration.timeout().dividedBy(TRIES);
        for (InetSocketAddress server : servers) {
            each.add(new OneServer(server, once));
        }
        ExtendedResolver all = new ExtendedResolver(each);
        all.setTimeout(configuration.timeout().multipliedBy(Math.max(1, each.size())));
        all.setRetries(TRIES);
        return new Dns(new Questions(all, validation(servers), once));
    }

    /** An AD bit that crossed a network proves nothing (RFC 6840 5.7): anyone on the way may have set it. */
    static Questions.Validation validation(List<InetSocketAddress> servers) {
        boolean isLoopback = !servers.isEmpty()
                && servers.stream()
                        .allMatch(server -> server.getAddress() != null
                                && server.getAddress().isLoopbackAddress());
        return isLoopback ? Questions.Validation.TRUSTED : Questions.Validation.UNTRUSTED;
    }

    /** Mail exchangers, by preference and shuffled among equals; the domain itself if it has none (RFC 5321 5.1). */
    public MailHosts exchangers(String domain) {
        Answer answer = questions.ask(domain, Type.MX);
        if (answer.status() != MailHosts.Status.FOUND) {
            return new MailHosts(answer.status(), List.of(), false);
        }
        List<MailHosts.Exchanger> hosts = new ArrayList<>();
        for (Record record : answer.records()) {
            if (record instanceof MXRecord mx) {
                hosts.add(new MailHosts.Exchanger(mx.getPriority(), text(mx.getTarget())));
            }
        }
        if (hosts.isEmpty()) {
            return new MailHosts(
                    MailHosts.Status.FOUND, List.of(new MailHosts.Exchanger(0, domain)), answer.isSecure());
        }
        if (hosts.size() == 1 && hosts.get(0).host().isEmpty()) {
            return new MailHosts(MailHosts.Status.NULL_MX, List.of(), answer.isSecure());
        }
        hosts.removeIf(host -> host.host().isEmpty());
        Collections.shuffle(hosts);
        hosts.sort(Comparator.comparingInt(MailHosts.Exchanger::preference));
        return new MailHosts(MailHosts.Status.FOUND, hosts, answer.isSecure());
    }

    /**
     * Addresses with what DANE must know of them: each family shuffled, then in turns, IPv6 first, so that whoever tries the
     * first few has both.
     */
    public HostAddresses hostAddresses(String host) {
        Answer six = questions.ask(host, Type.AAAA);
        Answer four = questions.ask(host, Type.A);
        // What was not answered vouches for nothing, and takes nothing from what was: half an answer must not switch
        // DANE off.
        boolean isSecure = (six.isSecure() || six.status().isUnsure())
                && (four.isSecure() || four.status().isUnsure())
                && !(six.status().isUnsure() && four.status().isUnsure());
        List<InetAddress> sixes = new ArrayList<>();
        List<InetAddress> fours = new ArrayList<>();
        six.records().forEach(record -> {
            if (record instanceof AAAARecord aaaa) {
                sixes.add(aaaa.getAddress());
            }
        });
        four.records().forEach(record -> {
            if (record instanceof ARecord a) {
                fours.add(a.getAddress());
            }
        });
        return new HostAddresses(
                inTurns(sixes, fours),
                text(four.status().isUnsure() ? six.name() : four.name()),
                isSecure,
                together(six.status(), four.status()));
    }

    /** Of two questions; found where both have an answer, whatever it is. */
    private static MailHosts.Status together(MailHosts.Status one, MailHosts.Status other) {
        if (one == MailHosts.Status.TRY_AGAIN || other == MailHosts.Status.TRY_AGAIN) {
            return MailHosts.Status.TRY_AGAIN;
        }
        return one.isUnsure() || other.isUnsure() ? MailHosts.Status.UNASKED : MailHosts.Status.FOUND;
    }

    private static List<InetAddress> inTurns(List<InetAddress> sixes, List<InetAddress> fours) {
        Collections.shuffle(sixes);
        Collections.shuffle(fours);
        List<InetAddress> all = new ArrayList<>();
        for (int i = 0; i < Math.max(sixes.size(), fours.size()); i++) {
            if (i < sixes.size()) {
                all.add(sixes.get(i));
            }
            if (i < fours.size()) {
                all.add(fours.get(i));
            }
        }
        return all;
    }

    /** What the zone says about a host's keys (RFC 6698). */
    public Tlsa tlsa(String host, int port) {
        Answer answer = questions.ask("_" + port + "._tcp." + host, Type.TLSA);
        List<Tlsa.Association> records = new ArrayList<>();
        for (Record record : answer.records()) {
            if (record instanceof TLSARecord tlsa) {
                records.add(new Tlsa.Association(
                        tlsa.getCertificateUsage(),
                        tlsa.getSelector(),
                        tlsa.getMatchingType(),
                        tlsa.getCertificateAssociationData()));
            }
        }
        return new Tlsa(answer.status(), answer.isSecure(), records);
    }

    /**
     * Texts of a name, the strings of each record joined.
     *
     * @param texts none where the DNS gives no answer
     */
    public record Texts(MailHosts.Status status, List<String> texts) {
        public Texts {
            texts = List.copyOf(texts);
        }
    }

    /** Texts of a name. */
    public Texts texts(String name) {
        Answer answer = questions.ask(name, Type.TXT);
        List<String> texts = new ArrayList<>();
        for (Record record : answer.records()) {
            if (record instanceof TXTRecord txt) {
                StringBuilder whole = new StringBuilder();
                txt.getStringsAsByteArrays()
                        .forEach(part -> whole.append(new String(part, StandardCharsets.ISO_8859_1)));
                texts.add(whole.toString());
            }
        }
        return new Texts(answer.status(), texts);
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
    }

    /** The address that a text is, without asking anybody. */
    public static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.getByName(IpAddress.of(host).toString()));
        } catch (IllegalArgumentException | UnknownHostException e) {
            return Optional.empty();
        }
    }
}
