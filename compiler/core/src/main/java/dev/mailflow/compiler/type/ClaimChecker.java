package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Word;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the values of a claim, for their mistakes. */
final class ClaimChecker {
    private static final int MOST_HOPS = 1_000_000;

    private final Values values;
    private final TestChecker tests;

    ClaimChecker(Values values, TestChecker tests) {
        this.values = values;
        this.tests = tests;
    }

    void check(Declaration.Assert claim) {
        claim.when().forEach(this::criterion);
        if (claim.predicate() instanceof ClaimPredicate.LeavesWithTls leaves) {
            leaves.version().ifPresent(values::tlsVersion);
            all(leaves.certificates(), values::certificatePattern);
        } else if (claim.predicate() instanceof ClaimPredicate.IsRejected rejected) {
            rejected.reason().ifPresent(tests::reason);
        }
    }

    private void criterion(Criterion criterion) {
        if (criterion instanceof Criterion.Sender sender) {
            all(sender.patterns(), values::addressPattern);
        } else if (criterion instanceof Criterion.Recipient recipient) {
            all(recipient.patterns(), values::addressPattern);
        } else if (criterion instanceof Criterion.Certificate certificate) {
            all(certificate.patterns(), values::certificatePattern);
        } else if (criterion instanceof Criterion.Network network) {
            all(network.networks(), values::network);
        } else if (criterion instanceof Criterion.Header header) {
            values.headerName(header.name());
        } else if (criterion instanceof Criterion.Tls tls) {
            tls.versionOrOff().filter(word -> !word.text().equals("off")).ifPresent(values::tlsVersion);
        } else if (criterion instanceof Criterion.Size size) {
            values.size(size.size());
        } else if (criterion instanceof Criterion.Hops hops) {
            values.number(hops.hops(), 0, MOST_HOPS, "a number of hops");
        }
    }

    private static void all(List<Item> items, Function<Word, ? extends Optional<?>> reader) {
        for (Item item : items) {
            // Only the report matters: the values are read again when claims are proved.
            Optional<?> unused = reader.apply(((Item.Literal) item).word());
        }
    }
}
