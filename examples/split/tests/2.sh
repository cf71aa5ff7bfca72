sleep 2; echo shard 2 of $SPLIT_NUM passed
