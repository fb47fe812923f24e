package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code main.cf} (or the output of {@code postconf -n}) and the sources of the tables that it names: accepted domains,
 * next hops, TLS towards them, trusted clients. Everything else that bears on who may send or where mail goes is reported.
 */
public final class PostfixImport {
    private final Configuration configuration;
    private final Found found = new Found();

    private PostfixImport(SourceFile main, Map<String, SourceFile> tables) {
        this.configuration = new Configuration(new MainCf(main), new Tables(tables));
    }

    /**
     * @param main {@code main.cf}
     * @param tables sources of tables, by the last part of their path
     */
    public static Imported read(SourceFile main, Map<String, SourceFile> tables) {
        PostfixImport reading = new PostfixImport(main, tables);
        reading.read();
        return new Imported(PolicyText.of(reading.found), reading.configuration.reports());
    }

    private void read() {
        found.host = configuration.main().get("myhostname").map(Setting::value).orElse("mail.example.com");
        configuration.understand("myhostname", "mydomain", "parent_domain_matches_subdomains");
        new AcceptedDomains(configuration).read(found);
        new NextHops(configuration, new TlsPolicies(configuration), found).read();
        new Restrictions(configuration).read(found);
        limits();
        Leftovers.report(configuration);
    }

    private void limits() {
        configuration.take("message_size_limit").ifPresent(setting -> {
            if (!setting.value().equals("0")) {
                found.internetRequirements.add("size " + setting.value());
            }
        });
        configuration.take("smtpd_tls_security_level").ifPresent(setting -> {
            if (setting.value().equals("encrypt")) {
                found.internetRequirements.add("tls");
            }
        });
        configuration.take("hopcount_limit").ifPresent(setting -> {
            if (setting.value().matches("\\d{1,6}")) {
                // Postfix counts its own field and refuses from its limit on.
                found.hopLimit = Optional.of(Math.max(1, Integer.parseInt(setting.value()) - 2));
            }
        });
    }
}
