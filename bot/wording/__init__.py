"""What was found -> sentences, each with the span it rests on."""
