CATCHES = ["«AWS link --region=us-east-1»", "«AWS»"]
PASSES = ["RUN aws s3 ls", "SECRET ENV AWS"]
