package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Defaults are documented in two ways, and objects that are there have values of their own: whatever a policy decides is said. */
class ExplicitSettingsTest {
    /** What a policy has no words for: it stays as the tenant has it, and `plan` names it. */
    private static final Map<Kind, Set<Property>> LEFT = Map.of(
            Kind.ACCEPTED_DOMAIN,
            EnumSet.of(
                    Property.OUTBOUND_ONLY,
                    Property.SENDING_FROM_DISABLED,
                    Property.SENDING_TO_DISABLED,
                    Property.CATCH_ALL),
            Kind.INBOUND,
            EnumSet.of(
                    // The service writes it itself, and the vendor advises to leave it.
                    Property.CONNECTOR_SOURCE,
                    Property.ASSOCIATED_DOMAINS,
                    Property.SKIP_LAST_ADDRESS,
                    Property.SKIP_ADDRESSES,
                    Property.SKIP_FOR,
                    Property.TRUSTED_ORGANIZATIONS,
                    Property.CLIENT_HOST_NAMES,
                    Property.SKIP_GATEWAY,
                    Property.SKIP_TEST,
                    Property.SCAN_AND_DROP),
            Kind.OUTBOUND,
            EnumSet.of(Property.CONNECTOR_SOURCE, Property.SENDER_REWRITING),
            Kind.RULE,
            EnumSet.of(
                    // Asked for with a sender alone.
                    Property.RULE_SENDER_LOCATION,
                    // Asked for with recipients alone.
                    Property.RULE_RECIPIENT_TYPE,
                    // Left to what an add-on service needs, else unset.
                    Property.RULE_EXCEPT_HEADER,
                    Property.RULE_EXCEPT_HEADER_WORDS,
                    Property.RULE_EXCEPT_HEADER_LIKE,
                    Property.RULE_EXCEPT_HEADER_PATTERNS),
            Kind.ORGANIZATION,
            EnumSet.noneOf(Property.class));

    private static Tenant tenant(DecisionModel model, String site) {
        List<Diagnostic> found = new ArrayList<>();
        return Translation.of(model, site, Wish.DEFAULT, found::add).tenant();
    }

    private static void allIsSaid(Item item) {
        Set<Property> said = EnumSet.copyOf(Property.of(item.kind()));
        said.removeAll(Objects.requireNonNull(LEFT.get(item.kind())));
        assertThat(item.settings().keySet()).as(item.kind() + " " + item.name()).containsAll(said);
        Set<Property> besides = EnumSet.copyOf(item.settings().keySet());
        besides.removeAll(said);
        if (item.kind() == Kind.RULE) {
            besides.removeAll(Objects.requireNonNull(LEFT.get(Kind.RULE)));
        }
        assertThat(besides).as(item.kind() + " " + item.name()).isEmpty();
    }

    @Test
    void everyObjectOfRandomPoliciesSaysAllThatAPolicyDecides() {
        Set<Kind> met = EnumSet.noneOf(Kind.class);
        for (int seed = 0; seed < 200; seed++) {
            for (Item item :
                    tenant(RandomPolicies.model(new Random(seed)), "cloud").items()) {
                met.add(item.kind());
                allIsSaid(item);
            }
        }
        // Of remote domains a policy decides nothing.
        assertThat(met).isEqualTo(EnumSet.complementOf(EnumSet.of(Kind.REMOTE_DOMAIN)));
    }

    /** A policy means MAIL FROM; a rule looks at the From field unless told. */
    @Test
    void aRuleForSendersLooksAtTheEnvelope() {
        Tenant tenant = tenant(Policies.model("""
                        language 1
                        organization { domains contoso.com }
                        endpoint bank : partner { domains bank.example }
                        connector a from office365 to bank when sender contoso.com
                        connector b from office365 to bank when recipient boss@bank.example
                        """), "office365");
        Item sender = tenant.find(Kind.RULE, "a [mailflow]").orElseThrow();
        assertThat(sender.text(Property.RULE_SENDER_LOCATION)).contains("Envelope");
        Item recipient = tenant.find(Kind.RULE, "b [mailflow]").orElseThrow();
        assertThat(recipient.value(Property.RULE_SENDER_LOCATION)).isEmpty();
        // RCPT TO, and not the primary address of the mailbox that has it.
        assertThat(recipient.text(Property.RULE_RECIPIENT_TYPE)).contains("Original");
        assertThat(recipient.texts(Property.RULE_SENT_TO)).containsExactly("boss@bank.example");
    }

    @Test
    void aLongDescriptionKeepsItsMark() {
        String marked = Marks.marked("x".repeat(2000));
        assertThat(marked).hasSize(Marks.LONGEST_COMMENT).endsWith(" " + Marks.MARK);
        assertThat(Marks.unmarked(marked)).hasSize(Marks.LONGEST_COMMENT - Marks.MARK.length() - 1);
        assertThat(Marks.isMarked(marked)).isTrue();
    }
}
