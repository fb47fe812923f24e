package dev.mailflow.relay.config;

import dev.mailflow.relay.config.RelayConfiguration.Obligation;
import dev.mailflow.relay.config.RelayConfiguration.PresentedNames;
import dev.mailflow.relay.mail.DomainMapping;
import dev.mailflow.runtime.CertificateName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code presentedNames}: each obligation is a name, or an array of names of which one is enough. */
final class PresentedSection {
    private PresentedSection() {}

    static PresentedNames read(Section section) {
        PresentedNames names = new PresentedNames(
                obligations(section, "toServers"),
                obligations(section, "toServersAdvised"),
                obligations(section, "toClients"));
        section.end();
        return names;
    }

    private static List<Obligation> obligations(Section section, String key) {
        List<Obligation> all = new ArrayList<>();
        for (Section.Item item : section.items(key)) {
            List<CertificateName> names = new ArrayList<>();
            for (Section.Item choice : section.choices(item)) {
                section.read(choice, "a certificate name", PresentedSection::pattern)
                        .ifPresent(names::add);
            }
            if (!names.isEmpty()) {
                all.add(new Obligation(names));
            }
        }
        return all;
    }

    private static Optional<CertificateName> pattern(String text) {
        boolean wild = text.startsWith("*.");
        return DomainMapping.toAscii(wild ? text.substring(2) : text)
                .map(domain -> new CertificateName((wild ? "*." : "") + domain.text()));
    }
}
