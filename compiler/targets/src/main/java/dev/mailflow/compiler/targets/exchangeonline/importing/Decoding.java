package dev.mailflow.compiler.targets.exchangeonline.importing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The encodings that PowerShell writes: UTF-8 with and without a mark, and UTF-16, which Windows PowerShell's {@code >} makes. */
public final class Decoding {
    private Decoding() {}

    /** Without a byte order mark; empty if it is text in neither encoding. */
    public static Optional<String> text(byte[] octets) {
        if (startsWith(octets, 0xEF, 0xBB, 0xBF)) {
            return decode(octets, 3, StandardCharsets.UTF_8);
        }
        if (startsWith(octets, 0xFF, 0xFE)) {
            return decode(octets, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(octets, 0xFE, 0xFF)) {
            return decode(octets, 2, StandardCharsets.UTF_16BE);
        }
        // A text that begins with an ASCII character has its zero behind or before it.
        if (octets.length >= 2 && octets[1] == 0 && octets[0] != 0) {
            return decode(octets, 0, StandardCharsets.UTF_16LE);
        }
        if (octets.length >= 2 && octets[0] == 0 && octets[1] != 0) {
            return decode(octets, 0, StandardCharsets.UTF_16BE);
        }
        return decode(octets, 0, StandardCharsets.UTF_8);
    }

    private static boolean startsWith(byte[] octets, int... mark) {
        if (octets.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((octets[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> decode(byte[] octets, int from, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets, from, octets.length - from))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
