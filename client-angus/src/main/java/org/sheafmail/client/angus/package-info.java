/// Batches for Jakarta Mail: start at [org.sheafmail.client.angus.BatchAppend].
package org.sheafmail.client.angus;
