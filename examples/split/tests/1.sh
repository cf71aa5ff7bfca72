sleep 2; echo shard 1 of $SPLIT_NUM passed
