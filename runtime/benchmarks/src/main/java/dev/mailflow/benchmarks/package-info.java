/** What a decision costs: the workload, the measurements, and peers to compare with. Never shipped. */
@NullMarked
package dev.mailflow.benchmarks;

import org.jspecify.annotations.NullMarked;
