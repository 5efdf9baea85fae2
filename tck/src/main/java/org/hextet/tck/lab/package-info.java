/**
 * Places to test networks in: hosts made of Linux network namespaces, and child JVMs in them. Nothing that runs there
 * reaches anything outside. {@link org.hextet.tck.lab.Lab} is where to begin.
 */
@NullMarked
package org.hextet.tck.lab;

import org.jspecify.annotations.NullMarked;
