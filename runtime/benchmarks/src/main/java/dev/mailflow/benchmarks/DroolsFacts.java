package dev.mailflow.benchmarks;

import java.util.List;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/** The inbound half in Drools: connectors as facts, one rule that joins them with the message by an index. One thread. */
public final class DroolsFacts {
    private static final String RULES = """
            package dev.mailflow.benchmarks
            import dev.mailflow.benchmarks.DroolsFacts.Connector
            import dev.mailflow.benchmarks.DroolsFacts.Asked
            rule "accept"
            when
                $a : Asked($key : key)
                Connector(key == $key, certificate == $a.certificate)
            then
                $a.setAccepted(true);
            end
            """;

    /** A connector; its key is the domain, with a dot before it if names below are meant. */
    public static final class Connector {
        private final String key;
        private final String certificate;

        Connector(String key, String certificate) {
            this.key = key;
            this.certificate = certificate;
        }

        public String getKey() {
            return key;
        }

        public String getCertificate() {
            return certificate;
        }
    }

    /** A suffix of a message's sender. */
    public static final class Asked {
        private final String key;
        private final String certificate;
        private boolean accepted;

        Asked(String key, String certificate) {
            this.key = key;
            this.certificate = certificate;
        }

        public String getKey() {
            return key;
        }

        public String getCertificate() {
            return certificate;
        }

        public void setAccepted(boolean accepted) {
            this.accepted = accepted;
        }
    }

    private final KieSession session;

    DroolsFacts(Workload workload) {
        KieServices services = KieServices.Factory.get();
        KieFileSystem files = services.newKieFileSystem();
        files.write("src/main/resources/dev/mailflow/benchmarks/rules.drl", RULES);
        KieBuilder builder = services.newKieBuilder(files).buildAll(ExecutableModelProject.class);
        if (builder.getResults().hasMessages(Message.Level.ERROR)) {
            throw new IllegalStateException(builder.getResults().toString());
        }
        session =
                services.newKieContainer(builder.getKieModule().getReleaseId()).newKieSession();
        for (Partner p : workload.senders) {
            session.insert(new Connector((p.suffix() ? "." : "") + p.domain(), p.certificate()));
        }
        session.fireAllRules();
    }

    boolean inbound(Query query) {
        List<String> suffixes = CelMap.suffixes(query);
        String certificate = query.certificateName();
        for (String suffix : suffixes) {
            Asked asked = new Asked(suffix, certificate);
            FactHandle handle = session.insert(asked);
            session.fireAllRules();
            session.delete(handle);
            if (asked.accepted) {
                return query.tls();
            }
        }
        return false;
    }
}
