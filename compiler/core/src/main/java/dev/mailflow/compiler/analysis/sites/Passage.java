package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.decision.Message.Connection;

/**
 * What a site is shown of mail that another site gave it. Two messages that come to a site by the same passage and are alike in
 * recipient, sender, size and headers have the same way before them.
 */
record Passage(int site, Connection connection) {}
