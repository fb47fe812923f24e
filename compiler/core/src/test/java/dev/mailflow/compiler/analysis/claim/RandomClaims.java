package dev.mailflow.compiler.analysis.claim;

import dev.mailflow.compiler.ast.Declaration.Quantifier;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Endpoint;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Claim;
import dev.mailflow.compiler.type.HeaderPattern;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Spanned;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Claims about the world of random policies, of every form. */
final class RandomClaims {
    private static final Span PLACE = new Span(new SourceFile("claim.mailflow", "claim"), 0, 5);

    private final Random random;
    private final List<String> endpoints;

    RandomClaims(DecisionModel model, Random random) {
        this.random = random;
        this.endpoints = model.endpoints().stream().map(Endpoint::name).toList();
    }

    Claim claim() {
        return new Claim(
                random.nextBoolean() ? Quantifier.EVERY : Quantifier.NO,
                random.nextBoolean() ? Optional.of(pick(endpoints)) : Optional.empty(),
                random.nextInt(3) == 0 ? Optional.of(pick(endpoints)) : Optional.empty(),
                new Claim.Subject(
                        rarely(() -> addresses()),
                        rarely(() -> addresses()),
                        rarely(() -> certificates()),
                        rarely(() -> networks()),
                        rarely(() -> new Spanned<>(new HeaderPattern("x-route", List.of("a")), PLACE)),
                        rarely(() -> random.nextBoolean()
                                ? new Claim.Channel.Plain()
                                : new Claim.Channel.Tls(Optional.of(TlsVersion.TLS_1_2))),
                        rarely(() -> 1000L),
                        random.nextInt(4) == 0 ? List.of(random.nextInt(4)) : List.of()),
                predicate(),
                PLACE);
    }

    private Claim.Predicate predicate() {
        return switch (random.nextInt(7)) {
            case 0, 1 -> new Claim.Reaches(pick(endpoints));
            case 2 -> new Claim.Passes(pick(endpoints));
            case 3 ->
                new Claim.LeavesWithTls(
                        random.nextBoolean() ? Optional.of(TlsVersion.TLS_1_2) : Optional.empty(),
                        random.nextInt(3) == 0 ? certificates() : List.of());
            case 4 ->
                new Claim.IsRejected(Optional.of(pick(List.of(Reason.values())).id()));
            case 5 -> new Claim.IsRejected(Optional.empty());
            default -> new Claim.IsDelivered();
        };
    }

    private List<AddressPattern> addresses() {
        return List.of(pick(Values.patterns(
                "contoso.com", "*.contoso.com", "bob@contoso.com", ".bank.example", "new.example", "*")));
    }

    private List<CertificatePattern> certificates() {
        return List.of(pick(Values.certificates("*.contoso.com", "mail.contoso.com", "*.bank.example")));
    }

    private List<Network> networks() {
        return List.of(pick(Values.networks("10.0.0.0/8", "10.1.2.0/25", "::/0")));
    }

    private <T> List<T> rarely(Supplier<T> value) {
        return random.nextInt(8) == 0 ? List.of(value.get()) : List.of();
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
