package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code main.cf} (or the output of {@code postconf -n}) and the sources of the tables that it names: accepted domains,
 * next hops, TLS towards them, trusted clients. Everything else that bears on who may send or where mail goes is reported.
 */
public final class PostfixImport {
    private static final Pattern SETTING = Pattern.compile("[A-Za-z0-9_]+\\s*=");

    private final Configuration configuration;
    private final Found found = new Found();

    /** Whether lines of it are settings, as in {@code main.cf} and in what {@code postconf} prints. */
    public static boolean isMain(SourceFile file) {
        return Line.of(file).stream()
                .anyMatch(line -> SETTING.matcher(line.text()).lookingAt());
    }

    private PostfixImport(SourceFile main, Map<String, SourceFile> tables) {
        this.configuration = new Configuration(main, new Tables(tables));
    }

    /**
     * @param main {@code main.cf}
     * @param tables sources of tables and {@code master.cf}, by their path or its last part
     */
    public static Imported read(SourceFile main, Map<String, SourceFile> tables) {
        PostfixImport reading = new PostfixImport(main, tables);
        reading.read();
        return new Imported(PolicyText.of(reading.found), reading.configuration.reports());
    }

    private void read() {
        configuration.main().get("myhostname").ifPresent(setting -> {
            if (AddressPatterns.domain(setting.value()).isPresent()) {
                found.host = Hosts.dotted(setting.value());
            } else {
                configuration.report(
                        setting.place(),
                        "`" + setting.value() + "` is not understood as a host",
                        "write its name by hand");
            }
        });
        configuration.understand("myhostname", "mydomain", "parent_domain_matches_subdomains", "compatibility_level");
        new AcceptedDomains(configuration).read(found);
        new NextHops(configuration, new TlsPolicies(configuration), found).read();
        new Restrictions(configuration, found).read();
        limits();
        Leftovers.report(configuration);
    }

    private void limits() {
        configuration
                .take("message_size_limit")
                .filter(setting -> !setting.value().equals("0"))
                .ifPresent(this::size);
        configuration.take("hopcount_limit").ifPresent(setting -> {
            if (setting.value().matches("\\d{1,6}")) {
                // Postfix counts its own field and refuses from its limit on.
                found.hopLimit = Optional.of(Math.max(1, Integer.parseInt(setting.value()) - 2));
            }
        });
    }

    /** One limit for all sources. */
    private void size(Setting setting) {
        if (!setting.value().matches("\\d{1,15}")) {
            configuration.report(
                    setting.place(), "`" + setting.value() + "` is not understood as a size", "write it in octets");
            return;
        }
        if (found.domains.isEmpty() && found.relayDomains.isEmpty()) {
            configuration.report(
                    setting.place(),
                    "`message_size_limit` is left out: the server takes mail for no domain that is known",
                    "add `require size " + setting.value() + "` to the connectors from which it takes mail");
        }
        String size = "size " + setting.value();
        found.sources.forEach(source -> source.connectors.forEach(connector -> connector.require.add(size)));
        boolean byRecipient = false;
        for (Found.Connector connector : found.internet) {
            byRecipient |= connector.when.stream().anyMatch(words -> words.startsWith("recipient"));
        }
        for (Found.Connector connector : found.internet) {
            if (byRecipient && connector.when.isEmpty()) {
                configuration.report(
                        setting.place(),
                        "the policy limits the size only of mail from the internet to recipients of whom more is asked",
                        "a connector for everybody would tie with theirs: leave the limit to Postfix");
            } else {
                connector.require.add(size);
            }
        }
    }
}
