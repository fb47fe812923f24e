package dev.mailflow.compiler.syntax;

/** The rules of the grammar that are laid out in a way of their own; a rule without one here is part of the rule around it. */
public enum Shape {
    /** A whole file; its last word is the end of the file. */
    POLICY,
    LANGUAGE,
    IMPORT_FILE,
    ORGANIZATION,
    ENDPOINT,
    NETWORK_LIST,
    DOMAIN_LIST,
    CONNECTOR,
    FOR_EACH,
    TEST,
    TESTS_FROM,
    CLAIM,
    /** Of an organization or endpoint: a key of one or two words and what is said. */
    PROPERTY,
    /** Of a connector. */
    CLAUSE,
    CRITERION,
    CLAIM_CRITERION,
    REQUIREMENT,
    TEST_LINE,
    CLIENT_FACT,
    MESSAGE_FACT,
    PREDICATE,
    /** Values with the commas between them. */
    ITEMS,
    /** One value, or {@code from "table.csv" column c}. */
    ITEM,
    /** Names with or without commas between them. */
    CERTIFICATE_NAMES
}
