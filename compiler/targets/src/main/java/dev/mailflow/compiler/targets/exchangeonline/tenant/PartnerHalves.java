package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.Set;

/** Two inbound connectors of one partner that hold together: one asks for a certificate, one for addresses. */
public final class PartnerHalves {
    private PartnerHalves() {}

    /** Whether the two restrict the same senders, each in its way; both are on, or both are off. */
    public static boolean are(Item one, Item other) {
        return one != other
                && !other.isOnPremises()
                && other.is(Property.ENABLED) == one.is(Property.ENABLED)
                && (one.is(Property.RESTRICT_TO_ADDRESSES) && other.is(Property.RESTRICT_TO_CERTIFICATE)
                        || one.is(Property.RESTRICT_TO_CERTIFICATE) && other.is(Property.RESTRICT_TO_ADDRESSES))
                && Set.copyOf(other.texts(Property.SENDER_DOMAINS))
                        .equals(Set.copyOf(one.texts(Property.SENDER_DOMAINS)));
    }
}
