package dev.mailflow.testkit.junit;

import dev.mailflow.testkit.Message;
import dev.mailflow.testkit.Simpler;
import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/** jqwik goes the way of {@link Simpler}, so that a message shrinks to the same whoever runs the test. */
record ShrinkableMessage(Message value) implements Shrinkable<Message> {
    @Override
    public Stream<Shrinkable<Message>> shrink() {
        return Simpler.than(value).map(ShrinkableMessage::new);
    }

    @Override
    public ShrinkingDistance distance() {
        return ShrinkingDistance.of(Simpler.weight(value));
    }
}
