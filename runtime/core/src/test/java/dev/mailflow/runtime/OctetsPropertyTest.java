package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Eight octets at a time is one at a time, eight times. */
class OctetsPropertyTest {
    @Property(tries = 300)
    void arithmeticIsThatOfEachOctet(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] octets = new byte[8];
        for (int i = 0; i < 8; i++) {
            octets[i] = (byte) random.nextInt(0x80);
        }
        char wanted = (char) octets[random.nextInt(8)];
        long eight = Octets.eight(octets, 0);
        long equal = 0;
        long printable = 0;
        byte[] lower = new byte[8];
        for (int i = 0; i < 8; i++) {
            boolean upper = octets[i] >= 'A' && octets[i] <= 'Z';
            lower[i] = (byte) (upper ? octets[i] + 32 : octets[i]);
            equal |= octets[i] == wanted ? 0x80L << 8 * i : 0;
            printable |= octets[i] > ' ' && octets[i] < 0x7F ? 0x80L << 8 * i : 0;
        }
        assertThat(Octets.equal(eight, wanted)).isEqualTo(equal);
        assertThat(Octets.lower(eight)).isEqualTo(Octets.eight(lower, 0));
        assertThat(Octets.printable(eight) & 0x8080_8080_8080_8080L).isEqualTo(printable);
        boolean isPrintable = printable == 0x8080_8080_8080_8080L;
        assertThat(Octets.isPrintable(Octets.printable(eight))).isEqualTo(isPrintable);
        assertThat(Octets.isAscii(eight)).isTrue();
        assertThat(Octets.isAscii(eight | 0x80L << 8 * random.nextInt(8))).isFalse();
        int last = 8;
        for (int i = 0; i < 8; i++) {
            last = octets[i] == wanted ? 7 - i : last;
        }
        assertThat(Octets.behind(equal)).isEqualTo(last);
        assertThat(Octets.behind(0)).isEqualTo(8);
        long kept = 0;
        for (int i = 8 - last; i < 8; i++) {
            kept |= (0xFFL & octets[i]) << 8 * i;
        }
        assertThat(eight & Octets.lastOf(last)).isEqualTo(kept);
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits |= (equal >>> 8 * i + 7 & 1) << i;
        }
        assertThat(Octets.gathered(equal)).isEqualTo(bits);
    }

    /** Whatever octets they are, and whatever one of them does to the next. */
    @Property(tries = 2000)
    void oneThatIsNotPrintableIsNoticedAmongAnyOthers(@ForAll long seed) {
        Random random = new Random(seed);
        long all = -1;
        boolean isPrintable = true;
        for (int word = random.nextInt(3); word >= 0; word--) {
            byte[] octets = new byte[8];
            for (int i = 0; i < 8; i++) {
                boolean isAny = random.nextInt(16) == 0;
                octets[i] = (byte) (isAny ? random.nextInt(0x100) : '!' + random.nextInt(0x7F - '!'));
                isPrintable &= octets[i] > ' ' && octets[i] < 0x7F;
            }
            all &= Octets.printable(Octets.eight(octets, 0));
        }
        assertThat(Octets.isPrintable(all)).isEqualTo(isPrintable);
    }

    @Property(tries = 300)
    void fourAndEightAreWrittenAsTheyAreRead(@ForAll long value) {
        byte[] octets = new byte[20];
        Octets.eight(octets, 3, value);
        assertThat(Octets.eight(octets, 3)).isEqualTo(value);
        assertThat(octets[3]).isEqualTo((byte) value);
        Octets.four(octets, 12, (int) value);
        assertThat(Octets.four(octets, 12)).isEqualTo((int) value);
        assertThat(Octets.eight(octets, 3) & 0xFF).isEqualTo(value & 0xFF);
    }

    /** What stands around a label counts for nothing, every octet of it for something. */
    @Property(tries = 200)
    void sameAndHashLookAtTheLabelAndAtNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        int length = random.nextInt(70);
        int leftAt = random.nextInt(9);
        int rightAt = random.nextInt(9);
        byte[] left = new byte[leftAt + length + Octets.ROOM];
        byte[] right = new byte[rightAt + length + Octets.ROOM];
        random.nextBytes(left);
        random.nextBytes(right);
        System.arraycopy(left, leftAt, right, rightAt, length);
        long above = random.nextLong();
        assertThat(Octets.same(left, leftAt, right, rightAt, length)).isTrue();
        assertThat(Octets.hash(above, left, leftAt, length)).isEqualTo(Octets.hash(above, right, rightAt, length));
        for (int i = 0; i < length; i++) {
            right[rightAt + i] ^= (byte) (1 << random.nextInt(8));
            assertThat(Octets.same(left, leftAt, right, rightAt, length)).isFalse();
            assertThat(Octets.hash(above, left, leftAt, length))
                    .isNotEqualTo(Octets.hash(above, right, rightAt, length));
            right[rightAt + i] = left[leftAt + i];
        }
        assertThat(Octets.hash(above, left, leftAt, length)).isNotEqualTo(Octets.hash(above + 1, left, leftAt, length));
    }

    /** Lower and upper half are looked at apart: one for the place, one as a tag. */
    @Property(tries = 3)
    void hashesOfManyLabelsAreSpread(@ForAll long above) {
        Map<Integer, Integer> low = new HashMap<>();
        Map<Integer, Integer> high = new HashMap<>();
        byte[] octets = new byte[8 + Octets.ROOM];
        for (int i = 0; i < 4096; i++) {
            octets[0] = (byte) ('a' + i % 16);
            octets[3] = (byte) ('a' + i / 16 % 16);
            octets[7] = (byte) ('a' + i / 256);
            long hash = Octets.hash(above, octets, 0, 8);
            low.merge((int) hash & 1023, 1, Integer::sum);
            high.merge((int) (hash >>> 54), 1, Integer::sum);
        }
        // Four each on average: that one has thirty would be a wonder.
        assertThat(low.values()).allMatch(count -> count < 30);
        assertThat(low).hasSizeGreaterThan(800);
        assertThat(high.values()).allMatch(count -> count < 30);
        assertThat(high).hasSizeGreaterThan(800);
    }
}
