package dev.mailflow.compiler.targets.exchangeonline.importing;

import java.util.ArrayList;
import java.util.List;

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
     * @param others how many it goes before; less than {@link #MOST}
     * @return a clause, or nothing; different for each number
     */
    static String criteria(int others) {
        int prefix = others / KINDS.size() - 1;
        String criteria = (prefix < 0 ? "" : " network " + String.join(", ", everyNetwork(prefix)))
                + KINDS.get(others % KINDS.size());
        return criteria.isEmpty() ? "" : "when" + criteria + " ";
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
