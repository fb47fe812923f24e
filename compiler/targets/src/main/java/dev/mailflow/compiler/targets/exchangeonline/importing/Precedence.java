package dev.mailflow.compiler.targets.exchangeonline.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Criteria that everybody meets. They select nobody, and say which of several sources goes first when a client shows the certificates of
 * all; nothing else in a policy would. In the language the longer network goes first, then more kinds of criteria (R2).
 */
final class Precedence {
    /** As long as the list of networks is one that can be looked over. */
    private static final int LONGEST = 6;

    private static final List<String> KINDS = List.of("", " sender *", " sender * recipient *");

    /** So many sources can be told apart. */
    static final int MOST = KINDS.size() * (LONGEST + 2);

    private Precedence() {}

    /**
     * A network among the criteria would be all that identifies the source, and a certificate that is only required would be asked of everybody:
     * beside networks it is a criterion.
     *
     * @param others how many it goes before; less than {@link #MOST}
     * @param certificate what identifies the source, if its endpoint does not state it
     * @return the clauses; different for each number
     */
    static String clauses(int others, Optional<String> certificate) {
        int prefix = others / KINDS.size() - 1;
        String shown = certificate.map(name -> " cert " + name).orElse("");
        String criteria = (prefix < 0 ? "" : shown + " network " + String.join(", ", everyNetwork(prefix)))
                + KINDS.get(others % KINDS.size());
        return (criteria.isEmpty() ? "" : "when" + criteria + " ") + "require tls" + (prefix < 0 ? shown : "");
    }

    /** All networks of one prefix, of both families. */
    private static List<String> everyNetwork(int prefix) {
        List<String> networks = new ArrayList<>();
        for (int i = 0; i < 1 << prefix; i++) {
            networks.add((prefix == 0 ? 0 : i << (8 - prefix)) + ".0.0.0/" + prefix);
        }
        for (int i = 0; i < 1 << prefix; i++) {
            networks.add((prefix == 0 || i == 0 ? "" : Integer.toHexString(i << (16 - prefix))) + "::/" + prefix);
        }
        return networks;
    }
}
