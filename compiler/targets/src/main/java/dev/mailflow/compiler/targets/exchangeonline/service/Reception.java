package dev.mailflow.compiler.targets.exchangeonline.service;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.Optional;

/** What the service says at its door. */
public sealed interface Reception {
    /**
     * @param connector the one that the message is attributed to
     * @param direction whose mail it is
     */
    record Accepted(Tenant tenant, Optional<Item> connector, Direction direction) implements Reception {
        /** Only a tenant's own mail may go to other people's domains. */
        public boolean mayRelay() {
            return direction == Direction.ORIGINATING;
        }
    }

    /** @param code SMTP reply; empty where no source states it */
    record Refused(Optional<Integer> code, Optional<String> status, String text) implements Reception {}

    enum Direction {
        /** Of the tenant itself. */
        ORIGINATING,
        /** For the tenant. */
        INCOMING
    }
}
