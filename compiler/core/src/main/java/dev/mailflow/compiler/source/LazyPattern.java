package dev.mailflow.compiler.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that is compiled when it is first asked. Most of ours recognise mistakes; a text without mistakes never
 * asks them, and to compile them took longer than to read it.
 */
public final class LazyPattern {
    private final String expression;
    private volatile @Nullable Pattern compiled;

    /** @param expression as {@link Pattern} takes it */
    public LazyPattern(String expression) {
        this.expression = expression;
    }

    public Matcher matcher(CharSequence text) {
        Pattern pattern = compiled;
        if (pattern == null) {
            pattern = Pattern.compile(expression);
            compiled = pattern;
        }
        return pattern.matcher(text);
    }
}
