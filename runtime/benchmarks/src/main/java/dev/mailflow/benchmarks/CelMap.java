package dev.mailflow.benchmarks;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The inbound half in CEL: the connectors in a map, the program a look-up of each suffix; network by host code, as CEL has none. */
final class CelMap {
    private static final String PROGRAM =
            "suffixes.filter(s, s in rules).map(s, tls && rules[s] == cert ? 'accept' : 'refuse')";

    private final Map<String, String> rules = new HashMap<>();
    private final CelRuntime.Program program;

    CelMap(Workload workload) {
        for (Partner p : workload.senders) {
            rules.put((p.suffix() ? "." : "") + p.domain(), p.certificate());
        }
        try {
            Cel cel = CelFactory.standardCelBuilder()
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addVar("rules", MapType.create(SimpleType.STRING, SimpleType.STRING))
                    .addVar("suffixes", ListType.create(SimpleType.STRING))
                    .addVar("cert", SimpleType.STRING)
                    .addVar("tls", SimpleType.BOOL)
                    .build();
            program = cel.createProgram(cel.compile(PROGRAM).getAst());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Object inbound(Query query) {
        try {
            return program.eval(Map.of(
                    "rules", rules, "suffixes", suffixes(query), "cert", query.certificateName(), "tls", query.tls()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The domain, then every suffix with a dot before it. */
    static List<String> suffixes(Query query) {
        String domain = query.senderDomain();
        List<String> suffixes = new ArrayList<>(6);
        suffixes.add(domain);
        suffixes.add("." + domain);
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            suffixes.add(domain.substring(dot));
        }
        return suffixes;
    }
}
