package dev.mailflow.compiler.target;

import dev.mailflow.compiler.decision.DecisionModel;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the routing class of each site is called: the Java target writes it, the relay's configuration names it. */
public final class RoutingClassNames {
    private RoutingClassNames() {}

    /**
     * Simple class names by site: {@code office365} gives {@code Office365Routing}. Sites whose names differ only in signs
     * or case are told apart by a number, also on file systems that do not know case.
     */
    public static Map<String, String> of(DecisionModel model) {
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (DecisionModel.Site site : model.sites()) {
            String base = camelCase(site.name());
            String name = base + "Routing";
            for (int number = 2; !taken.add(name.toLowerCase(Locale.ROOT)); number++) {
                name = base + "Number" + number + "Routing";
            }
            names.put(site.name(), name);
        }
        return names;
    }

    private static String camelCase(String site) {
        StringBuilder name = new StringBuilder();
        boolean upper = true;
        for (int i = 0; i < site.length(); i++) {
            char c = site.charAt(i);
            if (c == '-' || c == '_') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        if (name.length() == 0 || !Character.isJavaIdentifierStart(name.charAt(0))) {
            name.insert(0, "Site");
        }
        return name.toString();
    }
}
