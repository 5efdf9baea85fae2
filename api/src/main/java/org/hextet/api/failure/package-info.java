/**
 * What can go wrong on a network, told apart without reading a message: every failure is a
 * {@link org.hextet.api.failure.NetworkFailure} and, beside that, the JDK exception that a user would catch.
 */
@NullMarked
package org.hextet.api.failure;

import org.jspecify.annotations.NullMarked;
