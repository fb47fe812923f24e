package dev.mailflow.compiler.targets.postfix.importing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which versions of TLS a list of protocols allows, as {@code smtp_tls_mandatory_protocols} of postconf(5) says. */
final class Protocols {
    private static final List<String> ALL = List.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private Protocols() {}

    /**
     * The requirement that says the same: empty if it has none, as where the newest version is left out.
     *
     * @return what follows {@code tls}; the empty text where the list asks for nothing that is not a matter of course
     */
    static Optional<String> version(String list) {
        Set<Integer> named = new TreeSet<>();
        Set<Integer> allowed = IntStream.range(0, ALL.size()).boxed().collect(Collectors.toCollection(TreeSet::new));
        for (String item : list.split("[:,\\s]+")) {
            String name = item.replaceFirst("^([<>]=|!)", "");
            int index = ALL.indexOf(name);
            if (index < 0) {
                return Optional.empty();
            }
            if (item.startsWith(">=")) {
                allowed.removeIf(version -> version < index);
            } else if (item.startsWith("<=")) {
                allowed.removeIf(version -> version > index);
            } else if (item.startsWith("!")) {
                allowed.remove(index);
            } else {
                named.add(index);
            }
        }
        if (!named.isEmpty()) {
            allowed.retainAll(named);
        }
        int lowest = allowed.stream().findFirst().orElse(ALL.size());
        boolean isRange = allowed.size() == ALL.size() - lowest && !allowed.isEmpty();
        return isRange ? Optional.of(words(ALL.get(lowest))) : Optional.empty();
    }

    /** Older versions cannot be asked for, and an old version less is no requirement (RFC 8996). */
    private static String words(String lowest) {
        return switch (lowest) {
            case "TLSv1.2" -> " 1.2";
            case "TLSv1.3" -> " 1.3";
            default -> "";
        };
    }
}
