package dev.mailflow.relay.dns;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.runtime.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Questions to the DNS, with a cache. */
public final class Dns {
    private final Resolver resolver;
    private final Cache cache = new Cache(DClass.IN);

    private Dns(Resolver resolver) {
        this.resolver = resolver;
    }

    /** Asks the configured servers, or the system's. */
    public static Dns of(RelayConfiguration.Dns configuration) {
        ExtendedResolver all;
        if (configuration.servers().isEmpty()) {
            all = new ExtendedResolver();
        } else {
            List<Resolver> each = new ArrayList<>();
            for (InetSocketAddress server : configuration.servers()) {
                each.add(new SimpleResolver(server));
            }
            all = new ExtendedResolver(each);
        }
        all.setTimeout(configuration.timeout());
        all.setRetries(2);
        return new Dns(all);
    }

    private record Answer(MailHosts.Status status, List<Record> records) {}

    /** Mail exchangers, by preference and shuffled among equals; the domain itself if it has none (RFC 5321 5.1). */
    public MailHosts exchangers(String domain) {
        Answer answer = ask(domain, Type.MX);
        if (answer.status != MailHosts.Status.FOUND) {
            return new MailHosts(answer.status, List.of());
        }
        List<MailHosts.Exchanger> hosts = new ArrayList<>();
        for (Record record : answer.records) {
            if (record instanceof MXRecord mx) {
                hosts.add(new MailHosts.Exchanger(mx.getPriority(), text(mx.getTarget())));
            }
        }
        if (hosts.isEmpty()) {
            return new MailHosts(MailHosts.Status.FOUND, List.of(new MailHosts.Exchanger(0, domain)));
        }
        if (hosts.size() == 1 && hosts.get(0).host().isEmpty()) {
            return new MailHosts(MailHosts.Status.NULL_MX, List.of());
        }
        hosts.removeIf(host -> host.host().isEmpty());
        Collections.shuffle(hosts);
        hosts.sort(Comparator.comparingInt(MailHosts.Exchanger::preference));
        return new MailHosts(MailHosts.Status.FOUND, hosts);
    }

    /** Addresses of a host, IPv6 first; empty if it has none. */
    public Optional<List<InetAddress>> addresses(String host) {
        Answer six = ask(host, Type.AAAA);
        Answer four = ask(host, Type.A);
        List<InetAddress> all = new ArrayList<>();
        six.records.forEach(record -> {
            if (record instanceof AAAARecord aaaa) {
                all.add(aaaa.getAddress());
            }
        });
        four.records.forEach(record -> {
            if (record instanceof ARecord a) {
                all.add(a.getAddress());
            }
        });
        boolean unsure = six.status == MailHosts.Status.TRY_AGAIN || four.status == MailHosts.Status.TRY_AGAIN;
        return all.isEmpty() && unsure ? Optional.empty() : Optional.of(all);
    }

    /** FOUND with no records where the name exists without this type. */
    private Answer ask(String name, int type) {
        try {
            Lookup lookup = new Lookup(Name.fromString(name, Name.root), type);
            lookup.setResolver(resolver);
            lookup.setCache(cache);
            Record[] records = lookup.run();
            return switch (lookup.getResult()) {
                case Lookup.SUCCESSFUL ->
                    new Answer(MailHosts.Status.FOUND, records == null ? List.of() : List.of(records));
                case Lookup.TYPE_NOT_FOUND -> new Answer(MailHosts.Status.FOUND, List.of());
                case Lookup.HOST_NOT_FOUND -> new Answer(MailHosts.Status.NO_DOMAIN, List.of());
                default -> new Answer(MailHosts.Status.TRY_AGAIN, List.of());
            };
        } catch (TextParseException e) {
            return new Answer(MailHosts.Status.NO_DOMAIN, List.of());
        }
    }

    private static String text(Name name) {
        return name.toString(true).equals("@") || name.equals(Name.root)
                ? ""
                : name.toString(true).toLowerCase(java.util.Locale.ROOT);
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
