/**
 * Servers that echo or discard, each as its library's users would write it: one loop, back-pressure kept, no log. Every
 * main listens on {@code [::]} and prints {@code ready} once it accepts.
 */
@NullMarked
package org.hextet.bench.servers;

import org.jspecify.annotations.NullMarked;
