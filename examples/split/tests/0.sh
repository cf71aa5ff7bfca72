sleep 2; echo shard 0 of $SPLIT_NUM passed
