package dev.mailflow.compiler.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each word of the language is a construct, so that a new one without an answer of every target does not go unseen. */
class ConstructTest {
    /** What a part of the language is for a target; the empty list is for what only the front end or a test sees. */
    private static final Map<String, List<Construct>> ANSWERED = new LinkedHashMap<>();

    static {
        for (EndpointKind kind : EndpointKind.values()) {
            answered("kind " + kind.text(), Construct.valueOf("PEER_" + kind.name()));
        }
        answered("property domains", Construct.DOMAINS, Construct.PEER_PARTNER);
        answered("property relay domains", Construct.RELAY_DOMAINS);
        answered("property direct-send", Construct.DIRECT_SEND);
        answered("property hop-limit", Construct.HOP_LIMIT);
        answered("property directory", Construct.DIRECTORY);
        answered("property tenant", Construct.PEER_EXCHANGE_ONLINE);
        answered("property mailboxes", Construct.MAILBOXES);
        answered("property hosts", Construct.VIA_HOSTS);
        answered("property networks", Construct.IDENTITY_NETWORK, Construct.NETWORK_IPV6, Construct.IDENTITY_BOTH);
        answered("property cert", Construct.IDENTITY_CERTIFICATE);
        answered("property description", Construct.DESCRIPTION);
        // Advice and the choice of a target, no decision.
        answered("property subscription");
        answered("property software");
        answered("property hybrid");
        answered("criterion Sender", Construct.WHEN_SENDER);
        answered("criterion Recipient", Construct.WHEN_RECIPIENT);
        answered("criterion Certificate", Construct.WHEN_CERTIFICATE);
        answered("criterion Network", Construct.WHEN_NETWORK);
        answered("criterion Header", Construct.WHEN_HEADER);
        // Only in claims.
        answered("criterion Tls");
        answered("criterion Size");
        answered("criterion Hops");
        answered("requirement Tls", Construct.REQUIRE_TLS, Construct.REQUIRE_TLS_OUT);
        answered(
                "requirement Certificate",
                Construct.REQUIRE_CLIENT_CERTIFICATE,
                Construct.REQUIRE_SERVER_CERTIFICATE,
                Construct.PRESENT_CERTIFICATE);
        answered("requirement Network", Construct.REQUIRE_NETWORK);
        answered("requirement Sender", Construct.REQUIRE_SENDER);
        answered("requirement Recipient", Construct.REQUIRE_RECIPIENT);
        answered("requirement Size", Construct.REQUIRE_SIZE);
        answered("requirement Auth", Construct.REQUIRE_AUTH);
        answered("clause When");
        answered("clause Require");
        answered("clause Flag");
        answered("clause ViaMx", Construct.VIA_MX);
        answered("clause Via", Construct.VIA_HOSTS, Construct.VIA_PORT);
        answered("clause Otherwise", Construct.OTHERWISE);
        answered("clause DestinationPolicy", Construct.MTA_STS, Construct.DANE);
        answered("clause Description", Construct.DESCRIPTION);
        for (FlagKind flag : FlagKind.values()) {
            answered("flag " + flag.words(), Construct.valueOf(flag.name()));
        }
        answered("pattern Address", Construct.PATTERN_ADDRESS);
        answered("pattern EmptySender", Construct.PATTERN_EMPTY_SENDER);
        answered("pattern Exact", Construct.PATTERN_EXACT);
        answered("pattern Suffix");
        answered("pattern EveryAcceptedDomain", Construct.PATTERN_EVERY_ACCEPTED_DOMAIN);
        answered("pattern Any", Construct.PATTERN_ANY);
        answered("depth ONE_LABEL", Construct.PATTERN_ONE_LABEL);
        answered("depth BELOW", Construct.PATTERN_BELOW);
        answered("depth AT_OR_BELOW", Construct.PATTERN_AT_OR_BELOW);
        answered("inbound tls", Construct.REQUIRE_TLS, Construct.REQUIRE_TLS_VERSION);
        answered("inbound clientCertificate", Construct.REQUIRE_CLIENT_CERTIFICATE);
        answered("inbound network", Construct.REQUIRE_NETWORK);
        answered("inbound auth", Construct.REQUIRE_AUTH);
        answered("inbound sender", Construct.REQUIRE_SENDER);
        answered("inbound recipient", Construct.REQUIRE_RECIPIENT);
        answered("inbound size", Construct.REQUIRE_SIZE);
        answered("outbound level", Construct.TLS_OFF, Construct.REQUIRE_TLS_OUT);
        answered("outbound minimum", Construct.REQUIRE_TLS_VERSION_OUT);
        answered("outbound serverNames", Construct.REQUIRE_SERVER_CERTIFICATE);
        answered("outbound presented", Construct.PRESENT_CERTIFICATE);
        answered("outbound mtaSts", Construct.MTA_STS);
        answered("outbound dane", Construct.DANE);
    }

    private static void answered(String part, Construct... constructs) {
        ANSWERED.put(part, List.of(constructs));
    }

    private static Stream<String> language() {
        return Stream.of(
                        Arrays.stream(EndpointKind.values()).map(kind -> "kind " + kind.text()),
                        Arrays.stream(Property.Key.values())
                                .filter(key -> key != Property.Key.UNKNOWN)
                                .map(key -> "property " + key.words()),
                        cases("criterion", Criterion.class),
                        cases("requirement", Requirement.class),
                        cases("clause", Clause.class),
                        Arrays.stream(FlagKind.values()).map(flag -> "flag " + flag.words()),
                        cases("pattern", AddressPattern.class),
                        Arrays.stream(AddressPattern.Depth.values()).map(depth -> "depth " + depth.name()),
                        components("inbound", InboundRule.Requirements.class),
                        components("outbound", OutboundRule.OutboundTls.class))
                .flatMap(part -> part);
    }

    private static Stream<String> cases(String what, Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses()).map(one -> what + " " + one.getSimpleName());
    }

    private static Stream<String> components(String what, Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> what + " " + name);
    }

    @Test
    void everyPartOfTheLanguageIsAConstruct() {
        Set<String> parts = new TreeSet<>(language().toList());
        assertThat(parts).hasSizeGreaterThan(60);
        assertThat(ANSWERED.keySet())
                .as("parts of the language that no construct stands for")
                .containsExactlyInAnyOrderElementsOf(parts);
    }

    @Test
    void everyConstructIsAPartOfTheLanguage() {
        Set<Construct> named = EnumSet.noneOf(Construct.class);
        ANSWERED.values().forEach(named::addAll);
        assertThat(named).containsExactlyInAnyOrder(Construct.values());
    }

    @Test
    void whatIsNotExactHasItsReason() {
        assertThatThrownBy(() -> Capability.approximate("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Capability(Capability.Support.EXACT, "nearly"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
