"""For officers: work queues, counter, processing, signing, return."""
