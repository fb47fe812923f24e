package dev.mailflow.compiler.analysis.sites;

import java.util.Optional;

/**
 * One step of a way from site to site.
 *
 * @param through an endpoint that is no site of ours and hands the mail back
 */
record Leg(Passage to, Optional<String> through) {}
