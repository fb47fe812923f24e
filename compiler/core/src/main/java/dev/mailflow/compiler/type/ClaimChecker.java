package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the values of a claim. */
public final class ClaimChecker {
    private static final int MOST_HOPS = 1_000_000;

    private final Values values;
    private final TestChecker tests;
    private boolean isWhole = true;

    ClaimChecker(Values values, TestChecker tests) {
        this.values = values;
        this.tests = tests;
    }

    /** For claims that stand in no policy. */
    public static Optional<Claim> read(Declaration.Assert claim, DiagnosticSink sink) {
        Values values = new Values(sink);
        return new ClaimChecker(values, new TestChecker(sink, values)).check(claim);
    }

    /** What the claim says; empty after a report. */
    Optional<Claim> check(Declaration.Assert claim) {
        isWhole = true;
        List<List<AddressPattern>> senders = new ArrayList<>();
        List<List<AddressPattern>> recipients = new ArrayList<>();
        List<List<CertificatePattern>> certificates = new ArrayList<>();
        List<List<Network>> networks = new ArrayList<>();
        List<Spanned<HeaderPattern>> headers = new ArrayList<>();
        List<Claim.Channel> channel = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        List<Integer> hops = new ArrayList<>();
        for (Criterion criterion : claim.when()) {
            if (criterion instanceof Criterion.Sender sender) {
                senders.add(all(sender.patterns(), values::addressPattern));
            } else if (criterion instanceof Criterion.Recipient recipient) {
                recipients.add(all(recipient.patterns(), values::addressPattern));
            } else if (criterion instanceof Criterion.Certificate certificate) {
                certificates.add(all(certificate.patterns(), values::certificatePattern));
            } else if (criterion instanceof Criterion.Network network) {
                networks.add(all(network.networks(), values::network));
            } else if (criterion instanceof Criterion.Header header) {
                one(values.headerName(header.name()))
                        .map(name -> new HeaderPattern(
                                name, header.values().stream().map(Word::text).toList()))
                        .ifPresent(pattern -> headers.add(new Spanned<>(pattern, header.span())));
            } else if (criterion instanceof Criterion.Tls tls) {
                channel.add(channel(tls));
            } else if (criterion instanceof Criterion.Size size) {
                one(values.size(size.size())).ifPresent(sizes::add);
            } else if (criterion instanceof Criterion.Hops most) {
                one(values.number(most.hops(), 0, MOST_HOPS, "a number of hops"))
                        .ifPresent(hops::add);
            }
        }
        Claim.Predicate predicate = predicate(claim.predicate());
        return isWhole
                ? Optional.of(new Claim(
                        claim.quantifier(),
                        claim.from().map(Word::text),
                        claim.to().map(Word::text),
                        new Claim.Subject(senders, recipients, certificates, networks, headers, channel, sizes, hops),
                        predicate,
                        claim.span()))
                : Optional.empty();
    }

    private Claim.Channel channel(Criterion.Tls tls) {
        if (tls.versionOrOff().filter(word -> word.text().equals("off")).isPresent()) {
            return new Claim.Channel.Plain();
        }
        return new Claim.Channel.Tls(tls.versionOrOff().flatMap(word -> one(values.tlsVersion(word))));
    }

    private Claim.Predicate predicate(ClaimPredicate predicate) {
        if (predicate instanceof ClaimPredicate.Reaches reaches) {
            return new Claim.Reaches(reaches.endpoint().text());
        }
        if (predicate instanceof ClaimPredicate.Passes passes) {
            return new Claim.Passes(passes.endpoint().text());
        }
        if (predicate instanceof ClaimPredicate.LeavesWithTls leaves) {
            return new Claim.LeavesWithTls(
                    leaves.version().flatMap(word -> one(values.tlsVersion(word))),
                    all(leaves.certificates(), values::certificatePattern));
        }
        if (predicate instanceof ClaimPredicate.IsRejected rejected) {
            return new Claim.IsRejected(rejected.reason().flatMap(word -> one(tests.reason(word))));
        }
        return new Claim.IsDelivered();
    }

    private <T> Optional<T> one(Optional<T> read) {
        isWhole &= read.isPresent();
        return read;
    }

    private <T> List<T> all(List<Item> items, Function<Word, Optional<T>> reader) {
        List<T> all = new ArrayList<>();
        for (Item item : items) {
            one(reader.apply(((Item.Literal) item).word())).ifPresent(all::add);
        }
        return all;
    }
}
