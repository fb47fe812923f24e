package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.type.AddressPattern;
import java.util.List;
import java.util.stream.Collectors;

/** What to say of criteria that stand in place of a partner's domains (language.md, section 2), whichever way the mail goes. */
final class PartnerDomains {
    private PartnerDomains() {}

    /**
     * What may have been meant where none of the domains is among the stated ones.
     *
     * @param criterion the word behind {@code when}
     */
    static String help(List<AddressPattern> stated, List<AddressPattern> domains, String criterion) {
        List<String> names = domains.stream().map(AddressPattern::text).toList();
        return stated.stream()
                .flatMap(pattern -> Suggestions.nearest(pattern.text(), names).stream())
                .findFirst()
                .map(near -> "did you mean `" + near + "`?")
                .orElseGet(() -> "name " + texts(domains) + " after `" + criterion + "`, or leave `" + criterion
                        + "` out: then they are meant");
    }

    static String texts(List<AddressPattern> patterns) {
        return patterns.stream().map(pattern -> "`" + pattern.text() + "`").collect(Collectors.joining(", "));
    }
}
