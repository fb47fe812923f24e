package dev.mailflow.compiler.analysis.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Every point of a space, for spaces that are small enough; or some at random. */
public final class Universe {
    private final MessageSpace space;
    private final int hopLimit;

    /** @param hopLimit one border of the hops, of which there are too many to try all */
    public Universe(MessageSpace space, int hopLimit) {
        this.space = space;
        this.hopLimit = hopLimit;
    }

    private List<Integer> atoms(Dimension dimension) {
        if (dimension == Dimension.HOPS) {
            return List.of(0, hopLimit, hopLimit + 1);
        }
        return IntStream.rangeClosed(
                        space.all(dimension).least(), space.all(dimension).last(0))
                .boxed()
                .toList();
    }

    /** How many points there are, every set of names counted. */
    public double size() {
        double size = Math.pow(2, space.names());
        for (Dimension dimension : Dimension.values()) {
            size *= atoms(dimension).size();
        }
        return size;
    }

    public void each(Consumer<Point> to) {
        each(0, new ArrayList<>(), to);
    }

    private void each(int dimension, List<Integer> so, Consumer<Point> to) {
        if (dimension == Dimension.values().length) {
            for (int set = 0; set < 1 << space.names(); set++) {
                int bits = set;
                List<Integer> names = IntStream.range(0, space.names())
                        .filter(name -> (bits >> name & 1) == 1)
                        .boxed()
                        .toList();
                if (isPossible(so, names)) {
                    to.accept(new Point(so, names));
                }
            }
            return;
        }
        for (int atom : atoms(Dimension.values()[dimension])) {
            so.add(atom);
            each(dimension + 1, so, to);
            so.remove(so.size() - 1);
        }
    }

    /** A certificate is shown over TLS only; what was submitted has neither client nor user. */
    private boolean isPossible(List<Integer> atoms, List<Integer> names) {
        int channel = atoms.get(Dimension.CHANNEL.ordinal());
        boolean shows = names.stream().anyMatch(name -> !space.headers().contains(name));
        boolean isPlain = !space.tls(java.util.Optional.empty()).contains(channel);
        boolean isSubmitted = space.submitted().contains(channel);
        return !(shows && isPlain)
                && !(isSubmitted
                        && (atoms.get(Dimension.CLIENT.ordinal()) != 0 || atoms.get(Dimension.USER.ordinal()) != 0));
    }

    public Point some(Random random) {
        while (true) {
            List<Integer> atoms = new ArrayList<>();
            for (Dimension dimension : Dimension.values()) {
                List<Integer> choices = atoms(dimension);
                atoms.add(choices.get(random.nextInt(choices.size())));
            }
            int wanted = random.nextInt(4);
            List<Integer> names = space.names() == 0
                    ? List.of()
                    : IntStream.range(0, wanted)
                            .map(i -> random.nextInt(space.names()))
                            .distinct()
                            .sorted()
                            .boxed()
                            .toList();
            if (isPossible(atoms, names)) {
                return new Point(atoms, names);
            }
        }
    }
}
