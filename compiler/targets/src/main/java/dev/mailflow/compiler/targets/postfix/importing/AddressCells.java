package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All addresses, cut into cells that none of the given patterns divides: each address that is named, and of each domain that is
 * named the domain, what is one label below and what is further below, as far as nothing more particular is named there.
 */
final class AddressCells {
    /** A label that no configuration names. */
    static final String FRESH = "mailflow-other-x";

    private final List<Cell> cells;
    private final Map<AddressPattern, Cell> byKey = new HashMap<>();

    /**
     * @param member one of its addresses; empty: the empty sender
     * @param key the most particular pattern that means the cell, and perhaps more particular cells too
     */
    record Cell(Optional<MailAddress> member, AddressPattern key) {}

    private AddressCells(Collection<Cell> cells) {
        this.cells = List.copyOf(cells);
        cells.forEach(cell -> byKey.put(cell.key(), cell));
    }

    static AddressCells ofSenders(Collection<AddressPattern> patterns) {
        Set<Cell> cells = cells(patterns);
        cells.add(new Cell(Optional.empty(), new AddressPattern.EmptySender()));
        return new AddressCells(cells);
    }

    static AddressCells ofRecipients(Collection<AddressPattern> patterns) {
        return new AddressCells(cells(patterns));
    }

    private static Set<Cell> cells(Collection<AddressPattern> patterns) {
        Set<DomainName> domains = new LinkedHashSet<>();
        Set<Cell> cells = new LinkedHashSet<>();
        for (AddressPattern pattern : patterns) {
            if (pattern instanceof AddressPattern.Address address) {
                domains.add(address.address().domain());
                cells.add(new Cell(Optional.of(address.address()), pattern));
            } else if (pattern instanceof AddressPattern.Exact exact) {
                domains.add(exact.domain());
            } else if (pattern instanceof AddressPattern.Suffix suffix) {
                domains.add(suffix.domain());
            }
        }
        for (DomainName domain : domains) {
            cells.add(cell(domain.text(), new AddressPattern.Exact(domain)));
            cells.add(cell(FRESH + "." + domain, new AddressPattern.Suffix(Depth.ONE_LABEL, domain)));
            cells.add(cell(FRESH + "." + FRESH + "." + domain, new AddressPattern.Suffix(Depth.BELOW, domain)));
        }
        cells.add(cell(FRESH + "." + FRESH, new AddressPattern.Any()));
        return cells;
    }

    private static Cell cell(String domain, AddressPattern key) {
        return new Cell(Optional.of(new MailAddress(FRESH, new DomainName(domain))), key);
    }

    /** Cells that nothing tells apart, as one; those of whoever is named nowhere come last. */
    <T> List<List<Cell>> alike(Function<Cell, T> told) {
        List<List<Cell>> groups = new ArrayList<>(cells.stream()
                .collect(Collectors.groupingBy(told, java.util.LinkedHashMap::new, Collectors.toList()))
                .values());
        groups.sort(Comparator.comparing(group -> group.contains(everybodyElse())));
        return groups;
    }

    /** Addresses that nothing names. */
    Cell everybodyElse() {
        return Objects.requireNonNull(byKey.get(new AddressPattern.Any()));
    }

    /**
     * Patterns that mean these cells and, beside them, only indifferent ones; empty if no list of patterns does. The widest first.
     */
    Optional<List<AddressPattern>> exactly(Collection<Cell> wanted, Collection<Cell> indifferent) {
        Set<AddressPattern> candidates = new LinkedHashSet<>();
        for (Cell cell : cells) {
            candidates.add(cell.key());
            if (cell.key() instanceof AddressPattern.Exact exact) {
                candidates.add(new AddressPattern.Suffix(Depth.AT_OR_BELOW, exact.domain()));
            }
        }
        Map<AddressPattern, List<Cell>> meanings = new HashMap<>();
        for (Cell cell : cells) {
            for (AddressPattern pattern : AddressPatterns.meaning(cell.member())) {
                if (candidates.contains(pattern)) {
                    meanings.computeIfAbsent(pattern, key -> new ArrayList<>()).add(cell);
                }
            }
        }
        Set<Cell> allowed = new LinkedHashSet<>(wanted);
        allowed.addAll(indifferent);
        Set<Cell> left = new LinkedHashSet<>(wanted);
        if (left.contains(everybodyElse()) && !allowed.containsAll(cells)) {
            // Only `*` means them.
            return Optional.empty();
        }
        List<AddressPattern> chosen = new ArrayList<>();
        for (AddressPattern pattern : candidates.stream()
                .sorted(Comparator.comparingInt(AddressPattern::specificity))
                .toList()) {
            List<Cell> meant = meanings.getOrDefault(pattern, List.of());
            if (allowed.containsAll(meant) && meant.stream().anyMatch(left::contains)) {
                chosen.add(pattern);
                meant.forEach(left::remove);
            }
        }
        return left.isEmpty() ? Optional.of(chosen) : Optional.empty();
    }

    /** Patterns of these cells, where the most specific pattern that is written anywhere decides. */
    List<AddressPattern> nearest(Collection<Cell> wanted) {
        Set<Cell> cellsWanted = new LinkedHashSet<>(wanted);
        Set<AddressPattern> patterns = new LinkedHashSet<>();
        for (Cell cell : cellsWanted) {
            if (wider(cell).filter(cellsWanted::contains).isEmpty()) {
                patterns.add(cell.key());
            }
        }
        List<AddressPattern> written = new ArrayList<>();
        for (AddressPattern pattern : patterns) {
            if (pattern instanceof AddressPattern.Exact exact
                    && patterns.contains(new AddressPattern.Suffix(Depth.BELOW, exact.domain()))) {
                written.add(new AddressPattern.Suffix(Depth.AT_OR_BELOW, exact.domain()));
            } else if (!(pattern instanceof AddressPattern.Suffix suffix
                    && suffix.depth() == Depth.BELOW
                    && patterns.contains(new AddressPattern.Exact(suffix.domain())))) {
                written.add(pattern);
            }
        }
        return written;
    }

    /** The most particular one that would mean the cell's addresses too, if the cell were not there. */
    private Optional<Cell> wider(Cell cell) {
        return AddressPatterns.meaning(cell.member()).stream()
                .filter(pattern -> pattern.specificity() < cell.key().specificity())
                .flatMap(pattern -> Optional.ofNullable(byKey.get(pattern)).stream())
                .findFirst();
    }
}
