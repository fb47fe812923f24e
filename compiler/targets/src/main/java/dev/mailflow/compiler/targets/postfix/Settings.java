package dev.mailflow.compiler.targets.postfix;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The text of {@code main.cf} (postconf(5)): a setting a line, lists with a line for each member. */
final class Settings {
    private static final String NEXT_LINE = ",\n    ";

    private Settings() {}

    /** Members of a list; one with white space in it is kept together by the look-up that it ends in. */
    static String list(List<String> members) {
        return String.join(NEXT_LINE, members);
    }

    static String text(String site, String digest, Collection<String> presented, Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        text.append("# Made by mailflow from a policy with SHA-256 ")
                .append(digest)
                .append(", site ")
                .append(site)
                .append(".\n# Brought to a machine by `apply`; see README.md.\n");
        text.append(
                "# The site's own: myhostname, smtpd_tls_chain_files, smtp_tls_chain_files, smtp_tls_CAfile, relay_transport.\n");
        if (!presented.isEmpty()) {
            text.append("# Certificates to present:\n");
            presented.forEach(name -> text.append("#   ").append(name).append('\n'));
        }
        settings.forEach((name, value) -> {
            text.append(name).append(" =");
            if (!value.isEmpty()) {
                text.append(value.contains("\n") ? "\n    " : " ").append(value);
            }
            text.append('\n');
        });
        return text.toString();
    }
}
