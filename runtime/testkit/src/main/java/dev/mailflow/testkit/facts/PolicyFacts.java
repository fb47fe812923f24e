package dev.mailflow.testkit.facts;

import dev.mailflow.runtime.Mailbox;
import java.util.List;
import java.util.Optional;

/**
 * All that the kit knows of a policy.
 *
 * @param name path beneath the folder of policies: {@code contoso.mailflow}
 * @param accepted the organisation's domains, relayed ones included
 * @param mailboxes places of mailboxes
 * @param part whether the policy was too large to be told whole
 */
public record PolicyFacts(
        String name,
        int hopLimit,
        List<Pattern> accepted,
        List<Pattern> mailboxes,
        List<SiteFacts> sites,
        List<TestFacts> tests,
        Part part) {
    public enum Part {
        WHOLE,
        SAMPLE
    }

    public PolicyFacts {
        accepted = List.copyOf(accepted);
        mailboxes = List.copyOf(mailboxes);
        sites = List.copyOf(sites);
        tests = List.copyOf(tests);
    }

    public boolean isAccepted(Mailbox recipient) {
        return accepted.stream().anyMatch(pattern -> pattern.matches(Optional.of(recipient), List.of()));
    }

    /** @throws IllegalArgumentException if there is no such site; the message names those that are */
    public SiteFacts site(String wanted) {
        return sites.stream()
                .filter(site -> site.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("`" + name + "` has no site `" + wanted
                        + "`; its sites are: "
                        + String.join(", ", sites.stream().map(SiteFacts::name).toList())));
    }
}
