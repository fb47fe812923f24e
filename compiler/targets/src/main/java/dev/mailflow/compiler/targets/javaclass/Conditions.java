package dev.mailflow.compiler.targets.javaclass;

import com.palantir.javapoet.CodeBlock;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Address;
import dev.mailflow.compiler.type.AddressPattern.EveryAcceptedDomain;
import dev.mailflow.compiler.type.AddressPattern.Exact;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Criteria and requirements as Java conditions over the transaction {@code t}. */
final class Conditions {
    /** Who is asked about. */
    enum Party {
        SENDER("t.senderOrNull()"),
        RECIPIENT("t.recipient()"),
        /** The parameter of a method about one address. */
        ASKED("mailbox");

        private final String code;

        Party(String code) {
            this.code = code;
        }
    }

    private final Map<Network, String> networkConstants = new LinkedHashMap<>();

    private final Map<String, String> domainConstants = new LinkedHashMap<>();

    /** The domains and names asked for so far, with the constants that stand for them. */
    Map<String, String> domainConstants() {
        return domainConstants;
    }

    /** The networks asked for so far, with the constants that stand for them. */
    Map<Network, String> networkConstants() {
        return networkConstants;
    }

    /** All that is not the ranked part of a rule. Empty: always true. */
    List<CodeBlock> criteria(Criteria criteria) {
        List<CodeBlock> all = new ArrayList<>();
        for (Criteria.CertificateGroup group : criteria.certificates()) {
            all.add(anyCertificate(group.patterns()));
        }
        for (Criteria.NetworkGroup group : criteria.networks()) {
            all.add(anyNetwork(group.networks()));
        }
        for (HeaderCriterion header : criteria.headers()) {
            all.add(header(header));
        }
        return all;
    }

    CodeBlock header(HeaderCriterion header) {
        if (header.values().isEmpty()) {
            return CodeBlock.of("$T.hasHeader(t, $S)", Runtime.MATCHING, header.name());
        }
        return any(
                header.values(),
                value -> CodeBlock.of("$T.hasHeader(t, $S, $S)", Runtime.MATCHING, header.name(), value));
    }

    CodeBlock anyCertificate(List<CertificatePattern> patterns) {
        return any(
                patterns,
                pattern -> pattern.isWildcard()
                        ? CodeBlock.of(
                                "$T.hasCertificateOneBelow(t, $L)",
                                Runtime.MATCHING,
                                constant(pattern.text().substring(2)))
                        : CodeBlock.of("$T.hasCertificate(t, $L)", Runtime.MATCHING, constant(pattern.text())));
    }

    CodeBlock anyNetwork(List<Network> networks) {
        return any(networks, network -> CodeBlock.of("$T.isFrom(t, $L)", Runtime.MATCHING, constant(network)));
    }

    private String constant(Network network) {
        return networkConstants.computeIfAbsent(
                network,
                n -> "NETWORK_"
                        + n.toString().toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
    }

    private String constant(String domain) {
        return domainConstants.computeIfAbsent(
                domain, d -> Identifiers.distinct("DOMAIN_" + Identifiers.words(d), domainConstants.values()));
    }

    CodeBlock anyAddress(List<AddressPattern> patterns, Party party) {
        return any(patterns, pattern -> address(pattern, party));
    }

    private CodeBlock address(AddressPattern pattern, Party party) {
        if (pattern instanceof Address address) {
            return CodeBlock.of(
                    "$T.isAddress($L, $S, $L)",
                    Runtime.MATCHING,
                    party.code,
                    address.address().localPart(),
                    constant(address.address().domain().text()));
        }
        if (pattern instanceof Exact exact) {
            return CodeBlock.of(
                    "$T.isAt($L, $L)",
                    Runtime.MATCHING,
                    party.code,
                    constant(exact.domain().text()));
        }
        if (pattern instanceof Suffix suffix) {
            String question = switch (suffix.depth()) {
                case ONE_LABEL -> "isOneBelow";
                case BELOW -> "isBelow";
                case AT_OR_BELOW -> "isAtOrBelow";
            };
            return CodeBlock.of(
                    "$T.$L($L, $L)",
                    Runtime.MATCHING,
                    question,
                    party.code,
                    constant(suffix.domain().text()));
        }
        if (pattern instanceof EveryAcceptedDomain) {
            return CodeBlock.of("isAccepted($L)", party.code);
        }
        if (pattern instanceof AddressPattern.EmptySender) {
            return party == Party.SENDER ? CodeBlock.of("t.senderOrNull() == null") : CodeBlock.of("false");
        }
        return CodeBlock.of("true");
    }

    private static <T> CodeBlock any(List<T> alternatives, Function<T, CodeBlock> condition) {
        List<CodeBlock> all = new ArrayList<>();
        for (T alternative : alternatives) {
            CodeBlock block = condition.apply(alternative);
            if (block.toString().equals("true")) {
                return block;
            }
            all.add(block);
        }
        if (all.isEmpty()) {
            return CodeBlock.of("false");
        }
        CodeBlock joined = CodeBlock.join(all, "\n|| ");
        return all.size() == 1 ? joined : CodeBlock.of("($L)", joined);
    }

    /** The conjunction; parts that are always true fall away. */
    static CodeBlock all(List<CodeBlock> conditions) {
        List<CodeBlock> kept =
                conditions.stream().filter(c -> !c.toString().equals("true")).toList();
        return kept.isEmpty() ? CodeBlock.of("true") : CodeBlock.join(kept, "\n&& ");
    }
}
