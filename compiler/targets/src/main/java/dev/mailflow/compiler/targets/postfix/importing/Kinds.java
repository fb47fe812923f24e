package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.AddressCells.Cell;
import dev.mailflow.compiler.targets.postfix.importing.Matrix.At;
import dev.mailflow.compiler.targets.postfix.importing.Point.User;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What the lists of restrictions tell apart: certificates, users, senders and recipients; one number stands for all that is alike.
 *
 * @param certificates the first is none
 * @param ours whether addresses are in accepted domains
 */
record Kinds(
        List<Optional<CertificatePattern>> certificates,
        List<User> users,
        AddressCells senderCells,
        List<List<Cell>> senders,
        AddressCells recipientCells,
        List<List<Cell>> recipients,
        Predicate<Cell> ours) {
    Point point(IpAddress client, At at) {
        return new Point(
                client,
                certificates
                        .get(at.certificate())
                        .map(pattern -> pattern.text().replaceFirst("^\\*", AddressCells.FRESH)),
                at.session(),
                at.user(),
                senders.get(at.sender()).get(0).member(),
                recipients.get(at.recipient()).get(0).member().orElseThrow());
    }

    boolean isOurs(int recipient) {
        return ours.test(recipients.get(recipient).get(0));
    }

    boolean isFromOurs(int sender) {
        return ours.test(senders.get(sender).get(0));
    }

    List<Cell> cells(List<List<Cell>> all, Collection<Integer> numbers) {
        return numbers.stream().flatMap(number -> all.get(number).stream()).toList();
    }

    /** Patterns of exactly these senders; what is not in the part does not matter. */
    Optional<List<AddressPattern>> exactSenders(Collection<Integer> wanted, Collection<Integer> part) {
        return senderCells.exactly(cells(senders, wanted), outside(senders, part));
    }

    Optional<List<AddressPattern>> exactRecipients(Collection<Integer> wanted, Collection<Integer> indifferent) {
        return recipientCells.exactly(cells(recipients, wanted), cells(recipients, indifferent));
    }

    private List<Cell> outside(List<List<Cell>> all, Collection<Integer> part) {
        return IntStream.range(0, all.size())
                .filter(number -> !part.contains(number))
                .mapToObj(all::get)
                .flatMap(List::stream)
                .toList();
    }
}
