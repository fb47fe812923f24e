/** What generated routing classes are made of and what their callers see. */
@org.jspecify.annotations.NullMarked
module dev.mailflow.runtime {
    requires static org.jspecify;

    exports dev.mailflow.runtime;
}
