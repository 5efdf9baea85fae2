/** TEMP */
@NullMarked
package org.hextet.examples.asyncchannel;

import org.jspecify.annotations.NullMarked;
